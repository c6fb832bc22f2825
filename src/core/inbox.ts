import type { IncomingMedia, IncomingText } from './carrier.ts'
import type { EventId } from './ids.ts'
import type { MatrixEvent } from './matrix-event.ts'
import type { Attempt, MessageKey, NewMessage } from './message.ts'
import type { PortalKey } from './portal.ts'

/** The durable queue between the two networks. Everything that arrives is appended before it is acknowledged. */
export interface Inbox {
  /**
   * Resolves once the entries are on disk, so that the caller may acknowledge. Repeats are ignored.
   * For events of a portal's or control room the room's read position moves on in the same commit.
   * @returns how many were new
   */
  append(source: string, entries: readonly NewEntry[]): Promise<number>

  /**
   * The next entries of lanes on which nobody is working and whose time has come, one a lane.
   * A lane is the caller's until its entry is settled or postponed.
   */
  take(limit: number): Promise<readonly InboxEntry[]>

  /** When the next postponed lane may be taken, milliseconds since 1970; undefined when none waits. */
  nextDue(): number | undefined

  /**
   * Room → phone, before the carrier is called: the message is `sending` from this commit on.
   * Called again for the same key it changes nothing.
   */
  markSending(entry: InboxEntry, attempt: Attempt): Promise<void>

  /**
   * The last word on an entry, in one commit with the message it became. Its payload is dropped
   * (kept when parked), its key stays, so that a repeat is known.
   */
  settle(entry: InboxEntry, settlement: Settlement, options?: SettleOptions): Promise<void>

  /** Retryable failure: the lane waits until `notBefore` (milliseconds since 1970), order kept. */
  postpone(entry: InboxEntry, notBefore: number, reason: string): Promise<void>

  /** Entries that a bug stopped, oldest first. */
  parked(): Promise<readonly ParkedEntry[]>
  /** Puts a parked entry back into its lane; false when it is not parked. */
  unpark(id: number): Promise<boolean>

  depth(): Promise<InboxDepth>
}

export interface SettleOptions {
  /** Resolves only when it is on disk, also where doing the work once more would change nothing. */
  readonly isDurable?: boolean
}

export interface NewEntry {
  /** Unique within its source: a carrier's message ID, a Matrix event ID. */
  readonly id: string
  /** Entries of one lane are worked on in order, one at a time; lanes don't wait for each other. */
  readonly lane: string
  readonly payload: Payload
}

/** What an entry carries. Who works on it is decided by `kind` alone. */
export type Payload =
  | { readonly kind: 'carrier'; readonly carrier: string; readonly event: IncomingText }
  | { readonly kind: 'matrix'; readonly event: MatrixEvent }
  | ({ readonly kind: 'attachment' } & LateAttachment)
  | ({ readonly kind: 'answer' } & OwnAnswer)

/** An attachment that was not to be had with its text. */
export interface LateAttachment {
  readonly portal: PortalKey
  /** The transaction in which it is shown: the same one shows it once. */
  readonly id: string
  readonly media: IncomingMedia
  /** The text's time, milliseconds since 1970. */
  readonly at: number
}

/** What Homeline itself answers to STOP and its kin. */
export interface OwnAnswer {
  readonly portal: PortalKey
  readonly text: string
  /** The notice in the room that shows it. */
  readonly event: EventId
}

export interface InboxEntry {
  readonly id: number
  readonly source: string
  readonly sourceId: string
  readonly lane: string
  /** Unguessable, made at the append: transaction IDs and callback URLs are derived from it. */
  readonly key: MessageKey
  readonly payload: Payload
  /** Milliseconds since 1970. */
  readonly appendedAt: number
  /** How often it was postponed. */
  readonly attempts: number
}

export type Settlement =
  /** Worked on; `message` when it became one (phone → room). */
  | { readonly state: 'done'; readonly message?: NewMessage }
  /** Room → phone: what became of the attempt that `markSending` wrote, or of one refused before. */
  | { readonly state: 'done'; readonly outcome: AttemptOutcome }
  /** A bug; an operator looks at it. Room → phone: `outcome` for the writer. */
  | { readonly state: 'parked'; readonly error: string; readonly outcome?: AttemptOutcome }

/** What came of working on an entry: its last word, or that its time has not come. */
export type Handled = (Settlement & Afterwards) | Postponed

/** What takes away what would be needed to do the work once more, so it waits until the entry is settled. */
interface Afterwards {
  /** Once at most: a crash may come before it. */
  readonly afterwards?: () => Promise<void>
}

export interface Postponed {
  readonly state: 'postponed'
  /** Milliseconds since 1970. */
  readonly until: number
}

/** The attempt of `markSending` is found by the entry's key, unless `attempt` brings it along. */
export interface AttemptOutcome {
  readonly attempt?: Attempt
  readonly state: 'sent' | 'failed' | 'doubtful'
  readonly carrierMessageId?: string
  /** For the writer, when failed or doubtful. */
  readonly reason?: string
  /** The provider's own code, for the operator. */
  readonly code?: string
  readonly isRetryable?: boolean
  /** The carrier can tell it again, should this word not reach the disk. */
  readonly isProvable?: boolean
}

export interface ParkedEntry {
  readonly id: number
  readonly source: string
  readonly lane: string
  readonly error: string
  readonly appendedAt: number
}

export interface InboxDepth {
  readonly ready: number
  readonly parked: number
  /** Milliseconds since 1970; undefined when none is ready. */
  readonly oldestReady?: number
}
