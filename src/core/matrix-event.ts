import type { EventId, RoomId, UserId } from './ids.ts'

/** A room event whose frame was checked; what is in `content` is checked by whoever uses it. */
export interface MatrixEvent {
  readonly id: EventId
  readonly room: RoomId
  readonly sender: UserId
  readonly type: string
  /** Present for state events only. */
  readonly stateKey?: string
  readonly content: Readonly<Record<string, unknown>>
  /** Milliseconds since 1970, by the sender's server. */
  readonly at: number
}
