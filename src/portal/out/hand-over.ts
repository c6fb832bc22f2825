import type { Carrier, OutgoingText } from '../../core/carrier.ts'
import { CarrierError } from '../../core/errors.ts'
import type { AttemptOutcome, Inbox } from '../../core/inbox.ts'
import type { Metrics } from '../../core/metrics.ts'
import type { OpenPortal } from '../rooms/open.ts'
import { attemptOf, type Outgoing } from './outgoing.ts'
import type { Pacer } from './pacer.ts'

export interface HandOverDeps {
  readonly inbox: Pick<Inbox, 'markSending'>
  readonly metrics: Metrics
  readonly pacer: Pick<Pacer, 'hold'>
  /** Tells that a text waits; best effort. */
  readonly tellPending: (portal: OpenPortal, event: Outgoing['event']) => void
  readonly now?: () => number
}

export interface HandOver {
  /**
   * @param isRepeat an earlier attempt may have done it
   * @throws CarrierError, retryable, while there is hope
   */
  send(
    outgoing: Outgoing,
    carrier: Carrier,
    message: OutgoingText,
    isRepeat: boolean,
    signal: AbortSignal,
  ): Promise<AttemptOutcome>
  /** All attempts surely did nothing: nobody needs to be asked about them. */
  isSurelyUnsent(outgoing: Outgoing): boolean
  /** It is not tried any more. */
  forget(outgoing: Outgoing): void
}

/** A carrier that takes longer is slow: the writer is told that the text waits; milliseconds. */
export const patience = 3000
/** After this a text that could not be handed over is given up, milliseconds. */
export const deadline = 4 * 3_600_000

/** The one place where a carrier is given a text: marked as sending first, and never blindly given again. */
export function createHandOver(deps: HandOverDeps): HandOver {
  const { inbox, metrics, pacer, tellPending, now = Date.now } = deps
  /** Attempts that surely failed in this process' life. */
  const surelyUnsent = new Set<string>()

  /** @throws the error again, retryable, while there is hope */
  function whatBecame(
    { entry, line, portal, event }: Outgoing,
    carrier: Carrier,
    error: CarrierError,
    isRepeat: boolean,
  ): AttemptOutcome {
    const { isRetryable, retryAfter } = error
    metrics.carrierError(carrier.id, error.code)
    if (!error.maybeSent && !isRetryable) return givenUp(error, isRepeat)
    const maybeSent = error.maybeSent || isRepeat
    if (now() - entry.appendedAt > deadline) return givenUp(error, maybeSent)
    tellPending(portal, event)
    if (retryAfter !== undefined) pacer.hold(carrier.id, line.number, now() + retryAfter)
    if (maybeSent) {
      throw asksLater(error, Math.max(retryAfter ?? 0, carrier.capabilities.settleTime))
    }
    surelyUnsent.add(entry.key)
    throw error
  }

  return {
    isSurelyUnsent: ({ entry }) => surelyUnsent.has(entry.key),
    forget: ({ entry }) => void surelyUnsent.delete(entry.key),
    async send(outgoing, carrier, message, isRepeat, signal) {
      const { entry, portal, event } = outgoing
      await inbox.markSending(entry, attemptOf({ ...outgoing, text: message.text }))
      surelyUnsent.delete(entry.key)
      const slow = setTimeout(() => tellPending(portal, event), patience)
      try {
        const { id, ...accepted } = await carrier.send(message, signal)
        metrics.latency('out', (now() - entry.appendedAt) / 1000)
        return { ...accepted, carrierMessageId: id, isProvable: canProve(carrier, accepted.state) }
      } catch (error) {
        if (!(error instanceof CarrierError)) throw error
        return whatBecame(outgoing, carrier, error, isRepeat)
      } finally {
        clearTimeout(slow)
      }
    },
  }
}

/** After a crash it is asked, or given the text again and knows it. */
function canProve({ list, capabilities }: Carrier, state: AttemptOutcome['state']): boolean {
  return state === 'sent' && (list !== undefined || capabilities.idempotentSend)
}

function givenUp(error: CarrierError, maybeSent: boolean): AttemptOutcome {
  return maybeSent ? { ...failed(error), state: 'doubtful' } : failed(error)
}

/** The entry comes back after `wait` milliseconds, when the carrier can tell what became of it. */
export function asksLater(error: CarrierError, wait: number): CarrierError {
  return new CarrierError(error.code, error.message, {
    cause: error,
    isRetryable: true,
    maybeSent: true,
    retryAfter: wait,
  })
}

export function failed(error: CarrierError): AttemptOutcome {
  return {
    state: 'failed',
    reason: error.message,
    isRetryable: error.isRetryable,
    code: error.providerCode ?? error.code,
  }
}
