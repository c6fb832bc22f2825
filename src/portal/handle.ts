import type { Handled, InboxEntry } from '../core/inbox.ts'
import type { MatrixEvent } from '../core/matrix-event.ts'
import type { Portals } from '../core/portal.ts'
import type { PortalEvents } from './events/portal-events.ts'
import { type DeliverDeps, deliver } from './in/deliver.ts'
import { lateAttachment } from './in/late-attachment.ts'
import { ownAnswer } from './out/own-answer.ts'
import type { Relay } from './out/relay.ts'
import type { GhostInvites } from './rooms/ghost-invites.ts'
import type { OpenPortal } from './rooms/open.ts'

export interface HandleDeps extends DeliverDeps {
  readonly portals: Portals
  readonly portalEvents: PortalEvents
  readonly ghostInvites: GhostInvites
  readonly relay: Relay
  /** What happens in rooms that are no portals: the bot's. */
  readonly elsewhere: (entry: InboxEntry, event: MatrixEvent) => Promise<Handled>
}

/** Where an entry goes, by what it is. */
export function createHandler(
  deps: HandleDeps,
): (entry: InboxEntry, signal: AbortSignal) => Promise<Handled> {
  const { portals, portalEvents, ghostInvites, elsewhere } = deps

  async function handleMatrix(
    entry: InboxEntry,
    event: MatrixEvent,
    signal: AbortSignal,
  ): Promise<Handled> {
    const portal = await portals.byRoom(event.room)
    if (portal?.room !== undefined) {
      const open: OpenPortal = { ...portal, room: portal.room }
      return await portalEvents(entry, open, event, signal)
    }
    return (await ghostInvites.handle(entry, event)) ?? (await elsewhere(entry, event))
  }

  return async (entry, signal) => {
    const { payload } = entry
    switch (payload.kind) {
      case 'matrix':
        return await handleMatrix(entry, payload.event, signal)
      case 'carrier':
        return await deliver(deps, entry, payload.carrier, payload.event, signal)
      case 'attachment':
        return await lateAttachment(deps, entry, payload, signal)
      case 'answer':
        return await ownAnswer(deps, entry, payload, signal)
      default:
        return payload satisfies never
    }
  }
}
