import { setTimeout as pause } from 'node:timers/promises'
import type { Log } from '../../../src/core/log.ts'
import type { Commit } from './commit.ts'
import type { Courier } from './courier.ts'
import { type Effects, merged } from './effects.ts'
import type { Feed } from './feed.ts'
import type { Journeys } from './journeys.ts'
import { loadMedia } from './load-media.ts'
import type { MessageRow, Messages } from './messages.ts'
import type { IncomingText, OutgoingText } from './texts.ts'

export interface NetworkDeps {
  readonly commit: Commit
  readonly messages: Messages
  readonly journeys: Journeys
  readonly courier: Courier
  readonly feed: Feed
  readonly log: Log
  readonly now: () => number
}

/** The phone network: takes texts in either direction and lets time pass over them. */
export interface Network extends AsyncDisposable {
  /** Lets time pass, from now on. */
  start(): void
  /** Resolves once the text is on disk; it is sent, delivered or failed later. */
  send(text: OutgoingText): Promise<MessageRow>
  /** A phone texts one of the account's numbers. Resolves once it is on disk. */
  receive(text: IncomingText): Promise<MessageRow>
}

export function createNetwork(deps: NetworkDeps): Network {
  const { commit, messages, journeys, courier, feed, log, now } = deps
  let timer: NodeJS.Timeout | undefined
  let running: Promise<void> | undefined
  const stopping = new AbortController()
  const loading = new Set<Promise<void>>()

  function plan(): void {
    clearTimeout(timer)
    const due = stopping.signal.aborted ? undefined : messages.nextDue()
    if (due === undefined) return
    timer = setTimeout(run, Math.min(Math.max(0, due - now()), 60_000))
  }

  function run(): void {
    running ??= passTime().finally(() => {
      running = undefined
      plan()
    })
  }

  async function passTime(): Promise<void> {
    try {
      tell(await commit(() => messages.due(now()).map(journeys.advance)))
    } catch (error) {
      log.error({ err: error }, 'the simulated phone network could not go on')
      await pause(1000, undefined, { ref: false })
    }
  }

  function tell(effects: readonly Effects[]): void {
    const { ids, webhooks } = merged(...effects)
    for (const webhook of webhooks) courier.start(webhook)
    for (const id of ids) feed.publish({ kind: 'message', id })
    plan()
  }

  /** Fetches a message's attachments beside everything else; after a restart again from the beginning. */
  function load({ id, media_urls }: MessageRow): void {
    if (media_urls === null) return
    const work = loadAll(id, JSON.parse(media_urls)).catch((error: unknown) =>
      log.error({ err: error }, 'the simulated carrier could not fetch attachments'),
    )
    loading.add(work)
    void work.finally(() => loading.delete(work))
  }

  async function loadAll(id: number, urls: readonly string[]): Promise<void> {
    const loaded = await loadMedia(urls, stopping.signal)
    if (stopping.signal.aborted) return
    tell([await commit(() => journeys.load(id, loaded))])
  }

  return {
    start() {
      for (const message of messages.loading()) load(message)
      plan()
    },
    async send(text) {
      const message = await commit(() => journeys.start(text))
      tell([{ ids: [message.id], webhooks: [] }])
      load(message)
      return message
    },
    async receive(text) {
      const effects = await commit(() => journeys.take(text))
      tell([effects])
      return messages.byId(effects.ids[0] ?? 0) as MessageRow
    },
    async [Symbol.asyncDispose]() {
      stopping.abort()
      clearTimeout(timer)
      await Promise.all([running, ...loading])
    },
  }
}
