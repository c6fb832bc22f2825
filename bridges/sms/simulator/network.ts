import { setTimeout as pause } from 'node:timers/promises'
import type { Log } from '../../../src/core/log.ts'
import type { Commit } from './commit.ts'
import type { Courier } from './courier.ts'
import type { Feed } from './feed.ts'
import {
  type Effects,
  type IncomingText,
  type Journeys,
  merged,
  type OutgoingText,
} from './journeys.ts'
import type { MessageRow, Messages } from './messages.ts'

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
  /** Resolves once the text is on disk; it is sent, delivered or failed later. */
  send(text: OutgoingText): Promise<MessageRow>
  /** A phone texts one of the account's numbers. Resolves once it is on disk. */
  receive(text: IncomingText): Promise<MessageRow>
}

export function createNetwork(deps: NetworkDeps): Network {
  const { commit, messages, journeys, courier, feed, log, now } = deps
  let timer: NodeJS.Timeout | undefined
  let running: Promise<void> | undefined
  let isStopped = false

  function plan(): void {
    clearTimeout(timer)
    const due = isStopped ? undefined : messages.nextDue()
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

  plan()
  return {
    async send(text) {
      const message = await commit(() => journeys.start(text))
      tell([{ ids: [message.id], webhooks: [] }])
      return message
    },
    async receive(text) {
      const effects = await commit(() => journeys.take(text))
      tell([effects])
      return messages.byId(effects.ids[0] ?? 0) as MessageRow
    },
    async [Symbol.asyncDispose]() {
      isStopped = true
      clearTimeout(timer)
      await running
    },
  }
}
