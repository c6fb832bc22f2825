import type { Carrier } from '../core/carrier.ts'
import type { Homeserver } from '../core/homeserver.ts'
import type { Log } from '../core/log.ts'
import type { Metrics } from '../core/metrics.ts'
import type { Guard } from '../lines/guard.ts'
import { type AccountEventsDeps, createAccountEvents } from '../portal/account-events.ts'
import { type ControlRoomsDeps, createControlRooms } from '../portal/control-rooms.ts'
import { createGhostInvites } from '../portal/ghost-invites.ts'
import { createHandler, type HandleDeps } from '../portal/handle.ts'
import type { OpenDeps } from '../portal/open.ts'
import { createPortalEvents } from '../portal/portal-events.ts'
import { createRelay } from '../portal/relay.ts'
import { createSpaces } from '../portal/space.ts'
import { createStateTeller } from '../portal/tell-states.ts'
import { createWorker, type Worker } from '../portal/worker.ts'
import type { Store } from '../store/sqlite/store.ts'

export interface PortalsDeps {
  readonly store: Store
  readonly homeserver: Homeserver
  readonly carriers: ReadonlyMap<string, Carrier>
  readonly guard: Guard
  readonly aliasSecret: string
  readonly metrics: Metrics
  readonly log: Log
  readonly command: AccountEventsDeps['command']
  readonly greet: ControlRoomsDeps['greet']
  readonly elsewhere: HandleDeps['elsewhere']
  readonly onReceipt: () => void
}

/** The heart, put together. */
export function createPortalLayer(deps: PortalsDeps) {
  const { store, homeserver, carriers, metrics, log, aliasSecret } = deps
  const { inbox, messages, lines, portals, rooms, settings } = store
  let worker: Worker | undefined
  const wake = () => worker?.wake()

  const spaces = createSpaces({ homeserver, lines, aliasSecret })
  const isSimulated = (id: string) => carriers.get(id)?.capabilities.isSimulated ?? false
  const open: OpenDeps = { homeserver, portals, spaces, isSimulated, aliasSecret }
  const controlRooms = createControlRooms({ homeserver, rooms, aliasSecret, greet: deps.greet })
  const stateTeller = createStateTeller({
    homeserver,
    messages,
    portals,
    log,
    isBusy: () => (worker?.active() ?? 0) > 0,
  })
  const relay = createRelay({
    inbox,
    messages,
    carriers,
    metrics,
    guard: deps.guard,
    tellPending: stateTeller.tellPending,
    startedAt: Date.now(),
  })
  const accountEvents = createAccountEvents({
    homeserver,
    lines,
    messages,
    relay,
    command: deps.command,
    offerPlainChat: async (account) => void (await controlRooms.ensure(account)),
  })
  const handle = createHandler({
    ...open,
    lines,
    messages,
    metrics,
    log,
    portalEvents: createPortalEvents({ homeserver, lines, portals, accountEvents }),
    ghostInvites: createGhostInvites({ ...open, lines, settings, inbox, wake }),
    elsewhere: deps.elsewhere,
    onReceipt: deps.onReceipt,
  })
  worker = createWorker({ inbox, handle, metrics, log })
  return { worker, open, spaces, controlRooms, stateTeller, accountEvents, wake }
}
