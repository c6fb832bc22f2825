import type { Config } from '../config/load.ts'
import type { Carrier } from '../core/carrier.ts'
import type { Purchase } from '../core/lines.ts'
import type { Log } from '../core/log.ts'
import { createTicker } from '../lib/ticker.ts'
import { finishPurchases } from '../lines/get.ts'
import { askForStates, type ReconcileDeps, reconcile } from '../portal/reconcile.ts'
import { takeIn } from '../portal/take-in.ts'
import type { Store } from '../store/sqlite/store.ts'
import type { Bridge } from './bridge.ts'
import { type Carriers, pointNumbers } from './carriers.ts'
import { followHomeserver } from './follow-homeserver.ts'
import type { Connected } from './homeserver.ts'
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
/** How long webhooks may wait for the listing at the start: carriers give up after 15 s. */
const patience = 8 * second

/** Everything that goes on by itself: watching the homeserver, telling states, listing at the carriers. */
export function startBackground(deps: BackgroundDeps, stack: AsyncDisposableStack): Background {
  const first = Promise.all(
    [...deps.carriers.all.values()].map((carrier) => atStart(deps, carrier)),
  )
  followHomeserver(deps, stack)
  for (const carrier of deps.carriers.all.values()) keepConnected(deps, carrier, first, stack)
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
    await reconcile(reconcileDeps(deps), carrier)
    await point(deps, carrier)
    await tellProblem(deps, carrier)
  } catch (error) {
    toldSilent(deps, carrier, error)
  }
}

/** What a connection brings is newer than what was missed, so it waits for that. */
function keepConnected(
  { store, bridge, presence, log }: BackgroundDeps,
  { id, connect }: Carrier,
  first: Promise<unknown>,
  stack: AsyncDisposableStack,
): void {
  if (connect === undefined) return
  stack.use(
    connect({
      async take(events) {
        await first
        await takeIn(store, id, events)
        bridge.wake()
      },
      tell(problem) {
        const told = problem === undefined ? undefined : `The carrier "${id}": ${problem}`
        presence.tell(`connection ${id}`, told)
      },
      log: log.child({ carrier: id }),
    }),
  )
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

async function relist(deps: BackgroundDeps, carrier: Carrier, signal: AbortSignal): Promise<void> {
  try {
    await reconcile(reconcileDeps(deps), carrier, signal)
    await point(deps, carrier, signal)
    await askForStates(reconcileDeps(deps), carrier, silence, signal)
    await tellProblem(deps, carrier, signal)
  } catch (error) {
    if (!signal.aborted) toldSilent(deps, carrier, error)
  }
}

async function tellProblem(
  { presence }: BackgroundDeps,
  { id, problem }: Carrier,
  signal?: AbortSignal,
): Promise<void> {
  const found = await problem?.(signal)
  presence.tell(`carrier ${id}`, found === undefined ? undefined : `The carrier "${id}": ${found}`)
}

function toldSilent({ presence, log }: BackgroundDeps, { id }: Carrier, error: unknown): void {
  presence.tell(`carrier ${id}`, `The carrier "${id}" can not be asked.`)
  log.warn({ carrier: id, err: error }, 'a carrier can not be asked')
}

function reconcileDeps({ store, bridge, log }: BackgroundDeps): ReconcileDeps {
  const { inbox, lines, messages, settings } = store
  return { inbox, lines, messages, settings, wake: bridge.wake, log }
}
