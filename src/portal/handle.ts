import type { InboxEntry, Settlement } from '../core/inbox.ts'
import type { MatrixEvent } from '../core/matrix-event.ts'
import type { Portals } from '../core/portal.ts'
import { type DeliverDeps, deliver } from './deliver.ts'
import type { GhostInvites } from './ghost-invites.ts'
import type { OpenPortal } from './open.ts'
import type { PortalEvents } from './portal-events.ts'

export interface HandleDeps extends DeliverDeps {
  readonly portals: Portals
  readonly portalEvents: PortalEvents
  readonly ghostInvites: GhostInvites
  /** What happens in rooms that are no portals: the bot's. */
  readonly elsewhere: (entry: InboxEntry, event: MatrixEvent) => Promise<Settlement>
}

/** Where an entry goes, by what it is. */
export function createHandler(
  deps: HandleDeps,
): (entry: InboxEntry, signal: AbortSignal) => Promise<Settlement> {
  const { portals, portalEvents, ghostInvites, elsewhere } = deps

  async function handleMatrix(
    entry: InboxEntry,
    event: MatrixEvent,
    signal: AbortSignal,
  ): Promise<Settlement> {
    const portal = await portals.byRoom(event.room)
    if (portal?.room !== undefined) {
      const open: OpenPortal = { ...portal, room: portal.room }
      return await portalEvents(entry, open, event, signal)
    }
    return (await ghostInvites.handle(entry, event)) ?? (await elsewhere(entry, event))
  }

  return async (entry, signal) => {
    const { payload } = entry
    if (payload.kind === 'matrix') return await handleMatrix(entry, payload.event, signal)
    const { carrier, event } = payload
    return await deliver(deps, entry, carrier, event)
  }
}
