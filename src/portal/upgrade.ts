import { HomeserverError } from '../core/errors.ts'
import type { Homeserver } from '../core/homeserver.ts'
import type { RoomId } from '../core/ids.ts'
import type { Portals } from '../core/portal.ts'
import type { OpenPortal } from './open.ts'

/** Moves the portal to the room that replaces its own, once the ghost is in it. */
export async function followUpgrade(
  deps: { readonly homeserver: Homeserver; readonly portals: Portals },
  portal: OpenPortal,
  next: RoomId,
): Promise<void> {
  try {
    await deps.homeserver.join({ kind: 'ghost', contact: portal.contact }, next)
  } catch (error) {
    // Not let in: the next text opens a room of its own.
    if (error instanceof HomeserverError && !error.isRetryable) return
    throw error
  }
  await deps.portals.link(portal.key, next)
}
