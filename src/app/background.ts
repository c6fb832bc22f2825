import type { Config } from '../config/load.ts'
import type { Carrier } from '../core/carrier.ts'
import type { Purchase } from '../core/lines.ts'
import type { Log } from '../core/log.ts'
import { createTicker } from '../lib/ticker.ts'
import { finishPurchases } from '../lines/get.ts'
import { askForStates, type ReconcileDeps, reconcile } from '../portal/reconcile.ts'
import type { Store } from '../store/sqlite/store.ts'
import type { Bridge } from './bridge.ts'
import { type Carriers, pointNumbers } from './carriers.ts'
import { followHomeserver } from './follow-homeserver.ts'
import type { Connected } from './homeserver.ts'
import { keepConnected, problemOf } from './keep-connected.ts'
import type { Presence } from './presence.ts'

export interface BackgroundDeps {
  readonly config: Config
  readonly store: Store
  readonly connected: Connected
  readonly carriers: Carriers
  readonly bridge: Bridge
  readonly presence: Presence
  /** Purchases that an earlier run began and did not end. */
  readonly interrupted: readonly Purchase[]
  readonly log: Log
}

export interface Background {
  /** Resolves once what the carriers have from before the start has been listed, or can't be. */
  readonly listed: () => Promise<void>
}

const second = 1000
const minute = 60 * second
/** At which age a text without a final state is asked for. */
const silence = { least: 15 * minute, most: 3 * 24 * 60 * minute }
/** A carrier whose listing does not end keeps the others from theirs no longer than this. */
const longest = 10 * minute
/** How long webhooks may wait for the listing at the start: carriers give up after 15 s. */
const patience = 8 * second

/** Everything that goes on by itself: watching the homeserver, telling states, listing at the carriers. */
export function startBackground(deps: BackgroundDeps, stack: AsyncDisposableStack): Background {
  const first = Promise.all(
    [...deps.carriers.all.values()].map((carrier) => {
      const started = atStart(deps, carrier)
      keepConnected({ ...deps, wake: deps.bridge.wake }, carrier, started, stack)
      return started
    }),
  )
  followHomeserver(deps, stack)
  stack.use(
    createTicker(async () => await deps.bridge.stateTeller.tell(), {
      everyMs: second,
      onError: (error) => deps.log.warn({ err: error }, 'states could not be told; tried again'),
    }),
  )
  stack.use(watchInbox(deps))
  stack.use(repeatedListing(deps, first))
  const listed = Promise.race([first, new Promise((done) => setTimeout(done, patience).unref())])
  return { listed: async () => void (await listed) }
}

/** What was missed while Homeline was away, and where the carrier is to find it now. */
async function atStart(deps: BackgroundDeps, carrier: Carrier): Promise<void> {
  try {
    const signal = AbortSignal.timeout(longest)
    await reconcile(reconcileDeps(deps), carrier, signal)
    await point(deps, carrier, signal)
    await tellProblem(deps, carrier, signal)
  } catch (error) {
    toldSilent(deps, carrier, error)
  }
}

async function point(
  { store, carriers }: BackgroundDeps,
  carrier: Carrier,
  signal?: AbortSignal,
): Promise<void> {
  const owned = (await store.lines.active()).filter((line) => line.carrier === carrier.id)
  const ids = owned.flatMap(({ carrierNumberId: id }) => (id === undefined ? [] : [id]))
  await pointNumbers(carrier, ids, store.settings, carriers.webhookOf(carrier.id), signal)
  await carrier.restore?.(signal)
}

/** Texts that wait, whatever for, are a problem that somebody should look at. */
function watchInbox({ store, presence, log }: BackgroundDeps) {
  return createTicker(
    async () => {
      const { oldestReady = Date.now() } = await store.inbox.depth()
      const minutes = Math.floor((Date.now() - oldestReady) / minute)
      const problem = `The oldest text has been waiting for ${minutes} minutes.`
      presence.tell('inbox', minutes >= 5 ? problem : undefined)
    },
    {
      everyMs: 30 * second,
      onError: (error) => log.error({ err: error }, 'the inbox can not be read'),
    },
  )
}

function repeatedListing(deps: BackgroundDeps, first: Promise<unknown>) {
  const { carriers, store, log } = deps
  const finish = { lines: store.lines, carriers: carriers.all, startedAt: Date.now(), log }
  let interrupted = deps.interrupted
  return createTicker(
    async (signal) => {
      await first
      interrupted = await finishPurchases(finish, interrupted)
      for (const carrier of carriers.all.values()) await relist(deps, carrier, signal)
    },
    {
      everyMs: 5 * minute,
      onError: (error) => log.error({ err: error }, 'listing at the carriers failed'),
    },
  )
}

async function relist(deps: BackgroundDeps, carrier: Carrier, ending: AbortSignal): Promise<void> {
  const signal = AbortSignal.any([ending, AbortSignal.timeout(longest)])
  try {
    await reconcile(reconcileDeps(deps), carrier, signal)
    await point(deps, carrier, signal)
    await askForStates(reconcileDeps(deps), carrier, silence, signal)
    await tellProblem(deps, carrier, signal)
  } catch (error) {
    if (!ending.aborted) toldSilent(deps, carrier, error)
  }
}

async function tellProblem(
  { presence }: BackgroundDeps,
  { id, problem }: Carrier,
  signal?: AbortSignal,
): Promise<void> {
  presence.tell(`carrier ${id}`, problemOf(id, await problem?.(signal)))
}

function toldSilent({ presence, log }: BackgroundDeps, { id }: Carrier, error: unknown): void {
  presence.tell(`carrier ${id}`, `The carrier "${id}" can not be asked.`)
  log.warn({ carrier: id, err: error }, 'a carrier can not be asked')
}

function reconcileDeps({ store, bridge, log }: BackgroundDeps): ReconcileDeps {
  return { ...store, wake: bridge.wake, log }
}
