import { CarrierError, HomeserverError } from '../core/errors.ts'
import type { AttemptOutcome, Handled, Inbox, InboxEntry } from '../core/inbox.ts'
import type { Log } from '../core/log.ts'
import type { Metrics } from '../core/metrics.ts'
import { backoff } from '../lib/backoff.ts'
import { definite } from '../lib/definite.ts'
import type { Apologize } from './apologize.ts'

export interface Worker {
  /** Call after an append: the worker sleeps while no entry is ready. */
  wake(): void
  /** Since when nothing is being worked on, milliseconds since 1970; undefined while something is. */
  idleSince(): number | undefined
  /** Takes no more; what is under way may end within `graceMs`, then it is cut off. */
  stop(graceMs?: number): Promise<void>
}

export interface WorkerDeps {
  readonly inbox: Pick<Inbox, 'take' | 'settle' | 'postpone' | 'nextDue'>
  /** Says what came of the entry. A retryable error postpones it, any other parks it. */
  readonly handle: (entry: InboxEntry, signal: AbortSignal) => Promise<Handled>
  readonly apologize: Apologize
  readonly metrics: Pick<Metrics, 'parked' | 'homeserverError'>
  readonly log: Log
  readonly concurrency?: number
  readonly now?: () => number
}

/** With the pauses between them a quarter of an hour. */
const mostFaults = 20
/** Another entry that was settled within this time shows that the homeserver works, milliseconds. */
const recently = 600_000

/** Works on the head of every lane at once, at most `concurrency` of them. */
export function createWorker(deps: WorkerDeps): Worker {
  const { inbox, handle, apologize, metrics, log, concurrency = 64, now = Date.now } = deps
  const working = new Set<Promise<void>>()
  const stopping = new AbortController()
  let isStopped = false
  let looking: Promise<void> | undefined
  let lookAgain = false
  let alarm: NodeJS.Timeout | undefined
  let idleSince = now()
  let settledAt = 0
  /** How often the homeserver answered an entry with its own fault. */
  const faults = new Map<number, number>()

  async function work(entry: InboxEntry): Promise<void> {
    let handled: Handled | undefined
    try {
      handled = await handle(entry, stopping.signal)
      if (handled.state === 'postponed') {
        return await inbox.postpone(entry, handled.until, 'its time has not come')
      }
      await inbox.settle(entry, handled, { isDurable: handled.afterwards !== undefined })
      faults.delete(entry.id)
      settledAt = now()
      await handled.afterwards?.().catch((error: unknown) => {
        log.error({ entry: entry.id, err: error }, 'an entry is settled, but not cleaned up after')
      })
    } catch (error) {
      await fail(entry, error, handled)
    }
  }

  /** @param handled what was done all the same, where only writing it down failed */
  async function fail(entry: InboxEntry, error: unknown, handled?: Handled): Promise<void> {
    if (error instanceof HomeserverError) metrics.homeserverError(error.code)
    if (stopping.signal.aborted) return await inbox.postpone(entry, now(), 'stopped')
    if (isRetryable(error) && !isHopeless(entry, error)) {
      const wait = Math.max(error.retryAfter ?? 0, backoff(entry.attempts, { first: 250 }))
      log.warn({ entry: entry.id, code: error.code, waitMs: wait }, 'an entry waits for a retry')
      return await inbox.postpone(entry, now() + wait, error.code)
    }
    faults.delete(entry.id)
    metrics.parked()
    log.error({ entry: entry.id, lane: entry.lane.split(' ')[0], err: error }, 'an entry is parked')
    const outcome = handled === undefined ? await told(entry, error) : outcomeOf(handled)
    await inbox.settle(entry, { state: 'parked', error: describe(error), ...definite({ outcome }) })
  }

  async function told(entry: InboxEntry, error: unknown): Promise<AttemptOutcome | undefined> {
    try {
      return await apologize(entry, error)
    } catch (why) {
      log.error({ entry: entry.id, err: why }, 'nobody could be told of a parked entry')
      return undefined
    }
  }

  /** The homeserver answers others, but this one with its own fault again and again: a bug, its or ours. */
  function isHopeless({ id }: InboxEntry, error: CarrierError | HomeserverError): boolean {
    if (!(error instanceof HomeserverError && error.status >= 500)) return false
    const count = (faults.get(id) ?? 0) + 1
    faults.set(id, count)
    return count > mostFaults && now() - settledAt < recently
  }

  async function look(): Promise<void> {
    lookAgain = false
    if (isStopped) return
    for (const entry of await inbox.take(concurrency - working.size)) {
      const done = work(entry)
        .catch((error: unknown) => log.error({ entry: entry.id, err: error }, 'an entry is stuck'))
        .finally(() => {
          working.delete(done)
          idleSince = now()
          wake()
        })
      working.add(done)
    }
    setAlarm()
  }

  function setAlarm(): void {
    clearTimeout(alarm)
    const due = inbox.nextDue()
    if (due === undefined || isStopped) return
    alarm = setTimeout(wake, Math.min(Math.max(0, due - now()), 60_000))
  }

  function wake(): void {
    lookAgain = true
    looking ??= look()
      .catch((error: unknown) => log.error({ err: error }, 'the inbox can not be read'))
      .finally(() => {
        looking = undefined
        if (lookAgain) wake()
      })
  }

  return {
    wake,
    idleSince: () => (working.size > 0 ? undefined : idleSince),
    async stop(graceMs = 5000) {
      isStopped = true
      clearTimeout(alarm)
      const cut = setTimeout(() => stopping.abort(), graceMs)
      await looking
      await Promise.all(working)
      clearTimeout(cut)
    },
  }
}

function outcomeOf(handled: Handled): AttemptOutcome | undefined {
  return 'outcome' in handled ? handled.outcome : undefined
}

function isRetryable(error: unknown): error is CarrierError | HomeserverError {
  if (error instanceof HomeserverError) return error.isRetryable
  return error instanceof CarrierError && error.isRetryable
}

function describe(error: unknown): string {
  return error instanceof Error ? `${error.name}: ${error.message}`.slice(0, 500) : String(error)
}
