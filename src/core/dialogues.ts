import type { RoomId, UserId } from './ids.ts'

/** What the bot waits for in a chat; survives a restart. */
export interface Dialogues {
  get(account: UserId, room: RoomId): Promise<unknown>
  /** Undefined ends the dialogue. */
  set(account: UserId, room: RoomId, state: object | undefined): Promise<void>
}
