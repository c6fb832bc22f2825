import type { EventId } from '../../core/ids.ts'
import type { Line } from '../../core/line.ts'
import { isClosed } from '../rooms/closed-room.ts'
import { createPortalRoom, ghostOf, type OpenDeps, type OpenPortal } from '../rooms/open.ts'
import type { Contents, Shown } from './incoming-contents.ts'

/**
 * Shows messages in a portal in the contact's name, each once, in order. A room that the ghost was
 * thrown out of is lost: the portal gets a new one.
 * @param at milliseconds since 1970
 * @returns the first one's event, and the portal as it is now
 */
export async function show(
  deps: OpenDeps,
  line: Line,
  portal: OpenPortal,
  contents: Contents,
  at: number,
): Promise<{ readonly event: EventId; readonly portal: OpenPortal }> {
  try {
    return { event: await sendAll(deps, portal, contents, at), portal }
  } catch (error) {
    if (!isClosed(error)) throw error
    const next = await createPortalRoom(deps, line, portal)
    return { event: await sendAll(deps, next, contents, at), portal: next }
  }
}

async function sendAll(
  { homeserver }: OpenDeps,
  portal: OpenPortal,
  contents: Contents,
  at: number,
): Promise<EventId> {
  const send = async ({ id: transactionId, content }: Shown) =>
    await homeserver.send(
      ghostOf(portal),
      portal.room,
      { type: 'm.room.message', content },
      { transactionId, at },
    )
  const [first, ...rest] = contents
  const event = await send(first)
  for (const shown of rest) await send(shown)
  return event
}
