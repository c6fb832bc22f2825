import { z } from 'zod'
import { type Contact, parseContact } from '../../core/contact.ts'
import { parseUserId, type RoomId, type UserId } from '../../core/ids.ts'
import type { Settings } from '../../core/settings.ts'

/** A ghost in a room that is no portal: the account is asked for a line, or writes what nobody can read. */
export interface WaitingGhost {
  readonly why: 'which-line' | 'encrypted'
  readonly contact: Contact
  readonly account: UserId
}

export interface WaitingGhosts {
  in(room: RoomId): Promise<WaitingGhost | undefined>
  put(room: RoomId, ghost: WaitingGhost): Promise<void>
  remove(room: RoomId): Promise<void>
}

export function createWaitingGhosts(settings: Settings): WaitingGhosts {
  const keyOf = (room: RoomId) => `ghost waits ${room}`
  return {
    async in(room) {
      const kept = await settings.get(keyOf(room))
      return kept === undefined ? undefined : read(kept)
    },
    put: async (room, ghost) => await settings.set(keyOf(room), JSON.stringify(ghost)),
    remove: async (room) => await settings.set(keyOf(room), undefined),
  }
}

function read(kept: string): WaitingGhost | undefined {
  const { why, ...rest } = waiting.parse(JSON.parse(kept))
  const contact = parseContact(rest.contact)
  const account = parseUserId(rest.account)
  if (contact === undefined || account === undefined) return undefined
  return { why, contact, account }
}

const waiting = z.object({
  why: z.enum(['which-line', 'encrypted']),
  contact: z.string(),
  account: z.string(),
})
