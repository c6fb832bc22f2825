import type { Log } from '../../../../src/core/log.ts'
import type { Commit } from '../commit.ts'
import { behaviourOf } from '../magic-numbers.ts'
import type { Network } from '../network.ts'
import { failureOf } from './failures.ts'
import { statePayload } from './payloads.ts'
import { numberOf } from './phone.ts'
import type { PhoneState, Reports } from './reports.ts'
import type { TextRow, Texts } from './texts.ts'

export interface SendingDeps {
  readonly commit: Commit
  readonly texts: Texts
  readonly reports: Reports
  readonly network: Pick<Network, 'send'>
  readonly state: () => PhoneState
  readonly log: Log
  readonly now: () => number
}

/** The phone sends what waits, in its order, while it is online. */
export interface Sending extends AsyncDisposable {
  go(): void
}

export function createSending(deps: SendingDeps): Sending {
  const { commit, texts, reports, network, state, log, now } = deps
  let running: Promise<void> | undefined
  let isStopped = false

  async function run(): Promise<void> {
    while (!isStopped && !state().isOffline) {
      const next = texts.pending()
      if (next === undefined) break
      await send(next)
    }
  }

  async function send(text: TextRow): Promise<void> {
    const { id, sim, recipient: to, body, valid_until: until } = text
    const from = numberOf(sim)
    const behaviour = behaviourOf(to)
    if (until !== null && until < now()) return await fail(text, 'TTL expired')
    if (from === undefined) return await fail(text, `Can't send message: SIM ${sim} not found`)
    if (behaviour.kind === 'refused') return await fail(text, failureOf(behaviour.code))
    await network.send({ from, to, body, statusCallback: `gateway:${id}` })
    await commit(() => texts.move(id, 'Processed', now()))
  }

  async function fail(text: TextRow, reason: string): Promise<void> {
    await commit(() => {
      texts.move(text.id, 'Failed', now(), reason)
      const failedAt = new Date(now()).toISOString()
      reports.keep('sms:failed', statePayload(text, { failedAt, reason }))
    })
    reports.go()
  }

  function go(): void {
    running ??= run()
      .catch((error: unknown) => log.error({ err: error }, 'the simulated phone could not send'))
      .finally(() => {
        running = undefined
        if (!isStopped && !state().isOffline && texts.pending() !== undefined) go()
      })
  }

  go()
  return {
    go,
    async [Symbol.asyncDispose]() {
      isStopped = true
      await running
    },
  }
}
