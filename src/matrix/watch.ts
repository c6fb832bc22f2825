import { setTimeout as wait } from 'node:timers/promises'
import { z } from 'zod'
import type { UserId } from '../core/ids.ts'
import type { Log } from '../core/log.ts'
import { backoff } from '../lib/backoff.ts'
import { device } from './ghosts.ts'
import { path, type Requests } from './requests.ts'

export interface WatchDeps {
  readonly requests: Requests
  /** Who polls: any user of ours but the bot, which Synapse does not let sync, being the appservice's sender. */
  readonly as: () => Promise<UserId>
  /** The appservice's ID in its registration. */
  readonly appserviceId: string
  readonly onAway: () => void
  /** The homeserver is there, for the first time or again. */
  readonly onBack: () => void
  readonly log: Log
}

/** Notices at once when the homeserver goes away, by a long poll that breaks off. */
export function watchHomeserver(deps: WatchDeps): AsyncDisposable {
  const stopping = new AbortController()
  let away = true
  let isTold = false

  async function run(): Promise<void> {
    for (let failures = 0; !stopping.signal.aborted; ) {
      const isFine = await watch().catch(goAway)
      failures = isFine ? 0 : failures + 1
      if (failures > 0) await pause(backoff(failures - 1, { first: 100, most: 5000 }))
    }
  }

  let since: string | undefined
  async function watch(): Promise<true> {
    if (away) await back()
    since = await poll(deps, since)
    return true
  }

  async function back(): Promise<void> {
    await poll(deps, undefined)
    away = false
    isTold = false
    deps.onBack()
    await ping(deps)
  }

  function goAway(error: unknown): false {
    since = undefined
    if (stopping.signal.aborted) return false
    if (!isTold) deps.log.warn({ err: error }, 'the homeserver is away')
    isTold = true
    if (!away) deps.onAway()
    away = true
    return false
  }

  async function pause(milliseconds: number): Promise<void> {
    await wait(milliseconds, undefined, { signal: stopping.signal }).catch(() => {})
  }

  const running = run()
  return {
    async [Symbol.asyncDispose]() {
      stopping.abort()
      await Promise.race([running, wait(50)])
    },
  }
}

/** Makes the homeserver deliver its backlog now. Not fatal when it fails: one may be under way. */
async function ping({ requests, appserviceId, log }: WatchDeps): Promise<void> {
  const to = path`/_matrix/client/v1/appservice/${appserviceId}/ping`
  await requests.request('POST', to, { body: {}, timeoutMs: 10_000 }).catch((error: unknown) => {
    log.debug({ err: error }, 'the homeserver could not ping back')
  })
}

/** A sync of nothing: it ends after half a minute, or when the connection does. */
async function poll({ requests, as }: WatchDeps, since: string | undefined): Promise<string> {
  const query = {
    filter: nothing,
    timeout: since === undefined ? 0 : 30_000,
    ...(since === undefined ? {} : { since }),
  }
  const to = '/_matrix/client/v3/sync'
  return sync.parse(await requests.request('GET', to, { as: await as(), device, query })).next_batch
}

const none = { types: [] }
const nothing = JSON.stringify({
  room: { rooms: [] },
  presence: none,
  account_data: none,
})
const sync = z.object({ next_batch: z.string() })
