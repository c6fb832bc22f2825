import type { Contact } from './contact.ts'
import type { EventId, RoomId, UserId } from './ids.ts'
import type { MatrixEvent } from './matrix-event.ts'
import type { MediaFile, MediaUri } from './media.ts'

/** As whom something is done: the bot, a contact's ghost, or an account of our own homeserver. */
export type Actor =
  | { readonly kind: 'bot' }
  | { readonly kind: 'ghost'; readonly contact: Contact }
  | { readonly kind: 'account'; readonly userId: UserId }

/**
 * What the rest of Homeline needs of Matrix; `src/matrix` implements it with the SDKs.
 * Every method throws `HomeserverError`; a ghost that is named is made first when it does not exist.
 */
export interface Homeserver {
  readonly serverName: string
  readonly bot: UserId
  ghostOf(contact: Contact): UserId
  /** The contact that a ghost stands for; undefined for everybody else. */
  contactOf(userId: UserId): Contact | undefined
  /** The bot, or in the ghosts' namespace: what such a user does is no news. */
  isOurs(userId: UserId): boolean
  /** Whether Homeline can act for this account (second registration, own server). */
  actsFor(userId: UserId): boolean

  ensureGhost(contact: Contact): Promise<void>

  /**
   * Creates the room, or finds the one that an earlier call with the same alias created.
   * `isNew` is false in that case.
   */
  createRoom(as: Actor, room: NewRoom): Promise<{ readonly room: RoomId; readonly isNew: boolean }>

  /**
   * Sending twice with one `transactionId` sends once, across restarts of either side.
   * @param options.at the event's time where it is not now, milliseconds since 1970
   */
  send(
    as: Actor,
    room: RoomId,
    event: { readonly type: string; readonly content: object },
    options: { readonly transactionId: string; readonly at?: number },
  ): Promise<EventId>

  setState(as: Actor, room: RoomId, event: StateEvent): Promise<void>
  /** Undefined where there is none or it can't be seen. */
  getState(
    as: Actor,
    room: RoomId,
    type: string,
    stateKey?: string,
  ): Promise<Readonly<Record<string, unknown>> | undefined>
  /** Joined and invited users. */
  members(as: Actor, room: RoomId): Promise<readonly Member[]>
  /** Undefined where it does not exist or can't be seen. */
  getEvent(as: Actor, room: RoomId, id: EventId): Promise<MatrixEvent | undefined>
  /** The room's last events, the newest first. */
  recent(as: Actor, room: RoomId, limit: number): Promise<readonly MatrixEvent[]>
  /** The room's events after `after`, or from its beginning, oldest first. */
  readForward(as: Actor, room: RoomId, after?: EventId): AsyncIterable<MatrixEvent>

  /** Inviting one who is there already is no error. */
  invite(as: Actor, room: RoomId, userId: UserId): Promise<void>
  join(as: Actor, room: RoomId): Promise<void>
  leave(as: Actor, room: RoomId): Promise<void>
  markRead(as: Actor, room: RoomId, event: EventId): Promise<void>
  /** Adds the chats to the account's `m.direct`, keeping what is there. */
  markDirect(account: UserId, chats: readonly DirectChat[]): Promise<void>

  /**
   * Puts a file into the content repository. Each call makes another one there.
   * @throws HomeserverError `M_TOO_LARGE`, for good, when the homeserver takes no file of that size
   */
  upload(as: Actor, file: MediaFile): Promise<MediaUri>
  /**
   * The bytes of a file, of whichever server: they may be anything.
   * @throws HomeserverError `M_TOO_LARGE`, for good, when there are more than `maxBytes` of them: the rest
   * is not read
   */
  download(as: Actor, uri: MediaUri, maxBytes: number): Promise<Uint8Array>
}

export interface DirectChat {
  readonly other: UserId
  readonly room: RoomId
}

export interface NewRoom {
  readonly name?: string
  readonly topic?: string
  /** Localpart of the alias, unguessable: makes creation repeatable. */
  readonly alias: string
  readonly invite: readonly UserId[]
  readonly isDirect: boolean
  readonly isSpace: boolean
  readonly powerLevels: object
  readonly state: readonly StateEvent[]
}

export interface StateEvent {
  readonly type: string
  readonly stateKey: string
  readonly content: object
}

export interface Member {
  readonly userId: UserId
  readonly membership: 'join' | 'invite'
}
