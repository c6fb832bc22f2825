declare const brand: unique symbol

/** `@localpart:server`, as in the Matrix specification, appendix "Identifier Grammar". */
export type UserId = string & { readonly [brand]: 'UserId' }
/** `!opaque:server`, or `!opaque` from room version 12 on. */
export type RoomId = string & { readonly [brand]: 'RoomId' }
/** `$opaque`. */
export type EventId = string & { readonly [brand]: 'EventId' }

export function parseUserId(text: string): UserId | undefined {
  return /^@[\x21-\x39\x3b-\x7e]*:[^\s:]+(:\d+)?$/.test(text) && text.length <= 255
    ? (text as UserId)
    : undefined
}

export function parseRoomId(text: string): RoomId | undefined {
  return /^![^\s\0]+$/.test(text) && text.length <= 255 ? (text as RoomId) : undefined
}

export function parseEventId(text: string): EventId | undefined {
  return /^\$[^\s\0]+$/.test(text) && text.length <= 255 ? (text as EventId) : undefined
}

/** The server name of a user ID, port included. */
export function serverOf(userId: UserId): string {
  return userId.slice(userId.indexOf(':') + 1)
}
