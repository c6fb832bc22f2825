import type { Contact } from './contact.ts'
import type { EventId, RoomId, UserId } from './ids.ts'
import type { LineId } from './line.ts'

declare const brand: unique symbol

/** What a portal is known by for ever: its line and the far end. */
export type PortalKey = string & { readonly [brand]: 'PortalKey' }

/** The one function that makes a portal's key: for live traffic, catch-up and commands alike. */
export function portalKey(line: LineId, contact: Contact): PortalKey {
  return `${line} ${contact}` as PortalKey
}

/** The room for one line and one contact. */
export interface Portal {
  readonly key: PortalKey
  readonly line: LineId
  readonly contact: Contact
  readonly account: UserId
  /** Undefined while the room is being opened: the intent is on disk, the room may exist already. */
  readonly room?: RoomId
  /** The name that the account gave the contact; nobody else's business. */
  readonly name?: string
  readonly isBlocked: boolean
  /** The contact answered STOP to this line, and not START since. */
  readonly isOptedOut: boolean
  /** Whether the account is in the room, as far as events have told; `none` until it was brought there. */
  readonly accountMembership: 'none' | 'invite' | 'join' | 'leave' | 'ban'
  /** The room is encrypted: what is sent there can't be read. */
  readonly isEncrypted: boolean
}

/** The store's port for portals. */
export interface Portals {
  byKey(key: PortalKey): Promise<Portal | undefined>
  byRoom(room: RoomId): Promise<Portal | undefined>
  /** Portals of active lines of the account that have a room, the recently busy first. */
  ofAccount(account: UserId): Promise<readonly Portal[]>
  ofLine(line: LineId): Promise<readonly Portal[]>
  /** Writes the intent before the room is created; returns what is there already otherwise. */
  begin(portal: Pick<Portal, 'line' | 'contact' | 'account'>): Promise<Portal>
  /**
   * Links the room, also when it replaces another one (upgrade, a room lost); the account is to be brought in.
   * @param since the event after which the room's are ours to carry; all of them without it
   */
  link(key: PortalKey, room: RoomId, since?: EventId): Promise<void>
  update(key: PortalKey, change: PortalChange): Promise<void>
}

/** `name: ''` takes the name away. */
export type PortalChange = Partial<
  Pick<Portal, 'name' | 'isBlocked' | 'isOptedOut' | 'accountMembership' | 'isEncrypted'>
>
