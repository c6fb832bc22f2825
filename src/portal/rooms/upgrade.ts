import { z } from 'zod'
import type { Contact } from '../../core/contact.ts'
import { HomeserverError } from '../../core/errors.ts'
import { parseRoomId, type RoomId, type UserId } from '../../core/ids.ts'
import type { Line } from '../../core/line.ts'
import type { Lines } from '../../core/lines.ts'
import { type AdoptDeps, adoptRoom } from './adopt.ts'
import { ghostOf, type OpenPortal } from './open.ts'

/** Moves the portal to the room that replaces its own, if the ghost is let in now; it may be invited later. */
export async function followUpgrade(
  deps: AdoptDeps,
  line: Line,
  portal: OpenPortal,
  next: RoomId,
): Promise<void> {
  try {
    await deps.homeserver.join(ghostOf(portal), next)
  } catch (error) {
    if (error instanceof HomeserverError && !error.isRetryable) return
    throw error
  }
  await adoptRoom(deps, line, portal, next, 'beginning')
}

/**
 * Clients that upgrade a room invite its members to the new one: the account's portal moves there with it.
 * @returns whether the room replaces a portal's
 */
export async function followInvitation(
  deps: AdoptDeps & { readonly lines: Pick<Lines, 'get'> },
  room: RoomId,
  contact: Contact,
  account: UserId,
): Promise<boolean> {
  const { homeserver, portals, lines } = deps
  const created = await homeserver.getState({ kind: 'ghost', contact }, room, 'm.room.create')
  const old = creation.safeParse(created).data?.predecessor.room_id
  const portal = old === undefined ? undefined : await portals.byRoom(old)
  if (portal?.contact !== contact || portal.account !== account) return false
  const line = await lines.get(portal.line)
  if (line !== undefined) await adoptRoom(deps, line, portal, room, 'beginning')
  return line !== undefined
}

/** Matrix specification, "m.room.create". */
const creation = z.object({
  predecessor: z.object({ room_id: z.string().transform((text) => parseRoomId(text)) }),
})
