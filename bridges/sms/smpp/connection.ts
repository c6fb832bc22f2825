import { setTimeout as wait } from 'node:timers/promises'
import type { ConnectionHands } from '../../../src/core/carrier.ts'
import { backoff } from '../../../src/lib/backoff.ts'
import { BindError, type Session } from './session.ts'

export interface ConnectionDeps {
  /** Opens a new one. @throws BindError */
  readonly open: (signal: AbortSignal) => Promise<Session>
  readonly hands: Pick<ConnectionHands, 'tell' | 'log'>
  /** The first pause before connecting again, milliseconds; it grows to sixty times as much. */
  readonly firstPauseMs: number
}

/** A session, and a new one whenever there is none any more. */
export interface Connection extends AsyncDisposable {
  /** Undefined while there is none that is bound. */
  session(): Session | undefined
}

/** What is under way at the end has this long, milliseconds. */
const patience = 3000

export function createConnection({ open, hands, firstPauseMs }: ConnectionDeps): Connection {
  const { tell, log } = hands
  const stopping = new AbortController()
  const { signal } = stopping
  const mostPauseMs = 60 * firstPauseMs
  /** A session that lasts as long was no mistake. */
  const lasting = 10 * firstPauseMs
  let current: Session | undefined

  /** @returns whether the session lasted */
  async function holdOne(): Promise<boolean> {
    const session = await open(signal)
    const since = performance.now()
    if (signal.aborted) {
      await session.close(patience)
      return true
    }
    current = session
    tell(undefined)
    log.info({}, 'bound to the SMSC')
    const why = await session.ended
    current = undefined
    if (!signal.aborted) {
      log.warn({ why: why.message }, 'the session with the SMSC ended')
      tell('The connection to the SMSC broke; it is made again.')
    }
    return performance.now() - since > lasting
  }

  function failed(error: unknown): false {
    if (signal.aborted) return false
    if (error instanceof BindError) {
      tell(error.message)
      log.warn({ why: error.message }, 'no session with the SMSC; tried again')
      return false
    }
    tell('The connection to the SMSC fails because of a mistake in Homeline.')
    log.error({ err: error }, 'no session with the SMSC; tried again')
    return false
  }

  async function run(): Promise<void> {
    let attempt = 0
    while (!signal.aborted) {
      const hasLasted = await holdOne().catch(failed)
      attempt = hasLasted ? 0 : attempt
      const pause = backoff(attempt, { first: firstPauseMs, most: mostPauseMs })
      attempt += 1
      await wait(pause, undefined, { signal }).catch(() => undefined)
    }
  }

  const running = run()

  return {
    session: () => current,
    async [Symbol.asyncDispose]() {
      stopping.abort()
      const session = current
      current = undefined
      await session?.close(patience)
      await running
    },
  }
}
