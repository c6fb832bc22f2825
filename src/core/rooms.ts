import type { EventId, RoomId, UserId } from './ids.ts'

/** Rooms other than portals that Homeline is in, and how far each of all rooms has been read. */
export interface Rooms {
  /** The account's plain chat with the bot, if there is one. */
  controlRoom(account: UserId): Promise<RoomId | undefined>
  /** What was in the room up to the event `since` is not read. */
  setControlRoom(account: UserId, room: RoomId, since?: EventId): Promise<void>
  /** Whose chat with the bot it is. */
  accountOfControlRoom(room: RoomId): Promise<UserId | undefined>
  /**
   * Every portal's and control room's last appended event: where reading forward begins.
   * The recently busy first, give or take ten seconds.
   */
  readPositions(): AsyncIterable<ReadPosition>
  readPosition(room: RoomId): Promise<ReadPosition | undefined>
  /** Everything up to this event is appended; rooms without a position get none. */
  advance(room: RoomId, event: EventId): Promise<void>
}

export interface ReadPosition {
  readonly room: RoomId
  /** Undefined: nothing was appended from this room yet; it is read from its beginning. */
  readonly lastEvent?: EventId
}
