import { createBot } from '../../src/bot/bot.ts'
import type { Carrier } from '../../src/core/carrier.ts'
import type { UserId } from '../../src/core/ids.ts'
import type { Log } from '../../src/core/log.ts'
import type { MediaTools, Shelf } from '../../src/core/media.ts'
import type { Metrics } from '../../src/core/metrics.ts'
import type { Country } from '../../src/core/phone.ts'
import { createChoices } from '../../src/core/preferences.ts'
import { createGate } from '../../src/lib/gate.ts'
import { guard } from '../../src/lines/guard.ts'
import type { Policy } from '../../src/lines/permissions.ts'
import { createApologize } from '../../src/portal/apologize.ts'
import { createAccountEvents } from '../../src/portal/events/account-events.ts'
import { createPortalEvents } from '../../src/portal/events/portal-events.ts'
import { createHandler } from '../../src/portal/handle.ts'
import { createPacer } from '../../src/portal/out/pacer.ts'
import { createRelay } from '../../src/portal/out/relay.ts'
import { createControlRooms } from '../../src/portal/rooms/control-rooms.ts'
import { createGhostInvites } from '../../src/portal/rooms/ghost-invites.ts'
import { createSpaces } from '../../src/portal/rooms/space.ts'
import { createStateTeller } from '../../src/portal/states/tell-states.ts'
import type { Store } from '../../src/store/sqlite/store.ts'
import type { FakeHomeserver } from './fake-homeserver.ts'
import { plainMedia, plainShelf } from './plain-media.ts'

export interface Assembly {
  readonly policy?: Policy
  readonly region?: Country
  readonly problems?: readonly string[]
  readonly now?: () => number
  readonly media?: MediaTools
  readonly shelf?: Shelf
  readonly canLink?: boolean
}

/** As `src/app` puts it together. */
export function assemble(
  store: Store,
  homeserver: FakeHomeserver,
  carriers: ReadonlyMap<string, Carrier>,
  { policy, region, problems = [], now = Date.now, ...given }: Assembly,
) {
  const aliasSecret = 'secret'
  const { lines, portals, messages, inbox, rooms } = store
  const wake = () => undefined
  const spaces = createSpaces({ homeserver, lines, aliasSecret })
  const isSimulated = (id: string) => carriers.get(id)?.capabilities.isSimulated ?? false
  const open = { homeserver, portals, spaces, isSimulated, aliasSecret }
  const controlRooms = createControlRooms({
    homeserver,
    rooms,
    aliasSecret,
    greet: async (account, room) => await bot.greet(account, room),
  })
  const stateTeller = createStateTeller({
    homeserver,
    messages,
    portals,
    log: noLog,
    idleSince: () => 0,
    now,
  })
  const { media = plainMedia, shelf = plainShelf() } = given
  const choices = createChoices(store.settings)
  const relay = createRelay({
    homeserver,
    media,
    few: createGate(2),
    canLink: given.canLink ?? true,
    shelf,
    choices,
    pacer: createPacer({ carriers, now }),
    inbox,
    messages,
    carriers,
    metrics: noMetrics,
    guard,
    tellPending: stateTeller.tellPending,
    startedAt: 0,
    now,
  })
  const isGhostId = (userId: UserId) => userId.startsWith('@phone_')
  const accountEvents = createAccountEvents({
    homeserver,
    lines,
    messages,
    choices,
    relay,
    command: async (...given) => await bot.command(...given),
    offerPlainChat: async (account) => void (await controlRooms.ensure(account)),
  })
  const bot = createBot({
    ...open,
    ...store,
    carriers,
    choices,
    policy: policy ?? { '*': { level: 'own', maxLines: 5 } },
    guard,
    controlRooms,
    accountEvents,
    wake,
    problems: () => problems,
    version: '1.2.3',
    startedAt: 0,
    log: noLog,
    ...(region === undefined ? {} : { region }),
  })
  const handle = createHandler({
    ...open,
    ...store,
    carriers,
    relay,
    media,
    few: createGate(2),
    wake,
    now,
    metrics: noMetrics,
    log: noLog,
    portalEvents: createPortalEvents({ ...open, lines, inbox, wake, accountEvents }),
    ghostInvites: createGhostInvites({ ...open, ...store, wake, controlRooms, isGhostId }),
    elsewhere: bot.elsewhere,
  })
  const apologize = createApologize({ ...store, homeserver, controlRooms, elsewhere: bot.sorry })
  return { store, choices, controlRooms, stateTeller, handle, apologize }
}

const noLog: Log = {
  debug: () => undefined,
  info: () => undefined,
  warn: () => undefined,
  error: () => undefined,
  child: () => noLog,
}

const noMetrics: Metrics = {
  message: () => undefined,
  latency: () => undefined,
  parked: () => undefined,
  homeserverError: () => undefined,
  carrierError: () => undefined,
  webhook: () => undefined,
  homeserverRestart: () => undefined,
}
