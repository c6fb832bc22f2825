import { type Bot, createBot } from '../bot/bot.ts'
import type { Config } from '../config/load.ts'
import type { Homeserver } from '../core/homeserver.ts'
import type { RoomId } from '../core/ids.ts'
import type { Log } from '../core/log.ts'
import type { MediaTools, Shelf } from '../core/media.ts'
import type { Metrics } from '../core/metrics.ts'
import { createChoices } from '../core/preferences.ts'
import { createGate } from '../lib/gate.ts'
import { type Guard, guard } from '../lines/guard.ts'
import { permissionOf } from '../lines/permissions.ts'
import { type CatchUp, createCatchUp } from '../matrix/catch-up.ts'
import { isGhostId } from '../matrix/ghost-ids.ts'
import { createApologize } from '../portal/apologize.ts'
import { createAccountEvents } from '../portal/events/account-events.ts'
import { createPortalEvents } from '../portal/events/portal-events.ts'
import { createHandler } from '../portal/handle.ts'
import { createPacer } from '../portal/out/pacer.ts'
import { createRelay } from '../portal/out/relay.ts'
import { type ControlRooms, createControlRooms } from '../portal/rooms/control-rooms.ts'
import { createGhostInvites } from '../portal/rooms/ghost-invites.ts'
import type { OpenDeps } from '../portal/rooms/open.ts'
import { createSpaces } from '../portal/rooms/space.ts'
import { createStateTeller, type StateTeller } from '../portal/states/tell-states.ts'
import { createWorker, type Worker } from '../portal/worker.ts'
import type { Store } from '../store/sqlite/store.ts'
import type { Carriers } from './carriers.ts'
import type { Connected } from './homeserver.ts'
import type { Presence } from './presence.ts'
import { keptSecret } from './secrets.ts'
import { version } from './version.ts'

export interface BridgeDeps {
  readonly config: Config
  readonly store: Store
  readonly connected: Connected
  readonly carriers: Carriers
  readonly media: MediaTools
  readonly shelf: Shelf
  readonly metrics: Metrics
  readonly presence: Presence
  readonly log: Log
}

/** The heart and the bot, put together. */
export interface Bridge {
  readonly homeserver: Homeserver
  readonly catchUp: CatchUp
  readonly controlRooms: ControlRooms
  readonly stateTeller: StateTeller
  readonly worker: Worker
  readonly wake: () => void
  /** Resolves once what was written in these rooms before anything new of theirs has been appended. */
  readonly caughtUp: (rooms: readonly RoomId[]) => Promise<void>
}

export async function createBridge(deps: BridgeDeps): Promise<Bridge> {
  const { config, store, connected, media, shelf, metrics, presence, log } = deps
  const { inbox, messages, lines, portals, rooms, settings } = store
  const carriers = deps.carriers.all
  const aliasSecret = await keptSecret(settings, 'aliases')
  const startedAt = Date.now()
  const wake = () => worker.wake()
  const catchUp = createCatchUp({
    homeserver: connected.client,
    inbox,
    portals,
    rooms,
    wake,
    log: log.child({ part: 'catch-up' }),
  })
  const homeserver = withNewRooms(connected.client, catchUp)

  const isSimulated = (id: string) => carriers.get(id)?.capabilities.isSimulated ?? false
  const spaces = createSpaces({ homeserver, lines, aliasSecret })
  const open: OpenDeps = { homeserver, portals, spaces, isSimulated, aliasSecret }
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
    log: log.child({ part: 'states' }),
    idleSince: () => worker.idleSince(),
  })
  const guarded: Guard = async (to, line) =>
    permissionOf(config.permissions, line.account).level === 'none'
      ? 'You may not use Homeline any more.'
      : await guard(to, line)
  const choices = createChoices(settings)
  const relay = createRelay({
    homeserver,
    inbox,
    messages,
    carriers,
    media,
    few: createGate(2),
    shelf,
    canLink: config.web.publicUrl !== undefined,
    choices,
    pacer: createPacer({ carriers }),
    metrics,
    guard: guarded,
    tellPending: stateTeller.tellPending,
    startedAt,
  })
  const ghostInvites = createGhostInvites({
    ...open,
    lines,
    settings,
    inbox,
    wake,
    controlRooms,
    isGhostId: (userId) => isGhostId(userId, homeserver.serverName),
  })
  const accountEvents = createAccountEvents({
    homeserver,
    lines,
    messages,
    choices,
    relay,
    command: async (...args) => await bot.command(...args),
    offerPlainChat: async (account) => void (await controlRooms.ensure(account)),
  })
  const bot: Bot = createBot({
    ...open,
    ...store,
    carriers,
    choices,
    policy: config.permissions,
    controlRooms,
    accountEvents,
    wake,
    guard: guarded,
    version: version(),
    startedAt,
    problems: presence.problems,
    log: log.child({ part: 'bot' }),
    ...(config.region === undefined ? {} : { region: config.region }),
  })
  const handle = createHandler({
    ...open,
    lines,
    inbox,
    settings,
    carriers,
    media,
    few: createGate(4),
    relay,
    wake,
    metrics,
    log: log.child({ part: 'deliver' }),
    portalEvents: createPortalEvents({ ...open, lines, inbox, wake, accountEvents }),
    ghostInvites,
    elsewhere: async (entry, event) => await bot.elsewhere(entry, event),
  })
  const worker: Worker = createWorker({
    inbox,
    handle,
    apologize: createApologize({ ...store, homeserver, controlRooms, elsewhere: bot.sorry }),
    metrics,
    log: log.child({ part: 'worker' }),
  })
  async function caughtUp(of: readonly RoomId[]): Promise<void> {
    await ghostInvites.entered(of)
    await catchUp.rooms(of)
  }
  return { homeserver, catchUp, controlRooms, stateTeller, worker, wake, caughtUp }
}

/** A room that was made just now has nothing to catch up with. */
function withNewRooms(client: Homeserver, catchUp: CatchUp): Homeserver {
  return {
    ...client,
    async createRoom(as, room) {
      const created = await client.createRoom(as, room)
      if (created.isNew) catchUp.isNew(created.room)
      return created
    },
  }
}
