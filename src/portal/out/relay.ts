import type { Carrier, OutgoingText } from '../../core/carrier.ts'
import { dialable } from '../../core/contact.ts'
import { CarrierError, HomeserverError } from '../../core/errors.ts'
import type { Homeserver } from '../../core/homeserver.ts'
import type { AttemptOutcome, Handled, Postponed } from '../../core/inbox.ts'
import type { Message, Messages } from '../../core/message.ts'
import { notice } from '../notice.ts'
import { type ComposeDeps, compose } from './compose.ts'
import { costHint } from './cost-hint.ts'
import {
  asksLater,
  createHandOver,
  deadline,
  failed,
  type HandOverDeps,
  patience,
} from './hand-over.ts'
import { attemptOf, type Outgoing, refusal } from './outgoing.ts'
import type { Pacer } from './pacer.ts'
import { beyond, type Guard, refusalOf } from './refusal.ts'
import { resolveDoubt } from './resolve-doubt.ts'
import { UnforeseenError } from './unforeseen.ts'

export interface RelayDeps extends ComposeDeps, HandOverDeps {
  readonly homeserver: Homeserver
  readonly messages: Messages
  readonly carriers: ReadonlyMap<string, Carrier>
  readonly guard: Guard
  readonly pacer: Pacer
  /** Since when this process runs: calls before it may still be accepted for a while. */
  readonly startedAt: number
}

export type Relay = (outgoing: Outgoing, signal: AbortSignal) => Promise<Handled>

/** Room → phone: sends each text exactly once, or says what became of it. */
export function createRelay(deps: RelayDeps): Relay {
  const { homeserver, carriers, messages, metrics, now = Date.now } = deps
  const handOver = createHandOver(deps)

  /**
   * What became of an attempt that was interrupted; `repeat` when only the carrier can tell, by being given it
   * again; undefined when there was none, or it surely did nothing.
   */
  async function outcomeBefore(
    outgoing: Outgoing,
    carrier: Carrier | undefined,
    to: string | undefined,
    signal: AbortSignal,
  ): Promise<AttemptOutcome | 'repeat' | undefined> {
    const known = await messages.byKey(outgoing.entry.key)
    if (known === undefined) return undefined
    // What its writer was told holds, also when it was given up elsewhere.
    if (known.state === 'sending' && handOver.isSurelyUnsent(outgoing)) return undefined
    if (carrier === undefined || to === undefined) {
      return { state: 'doubtful', reason: 'The carrier of this line can not be asked any more.' }
    }
    return await askAbout(outgoing, carrier, to, known, signal)
  }

  async function resolved(
    outgoing: Outgoing,
    carrier: Carrier,
    to: string,
    known: Message,
    signal: AbortSignal,
  ): Promise<AttemptOutcome | 'repeat' | undefined> {
    const { entry, line, text, attachment } = outgoing
    const composed = await compose(deps, outgoing, carrier, to)
    const bare: OutgoingText = { from: line.number, to, text, key: entry.key }
    const message = composed.kind === 'message' ? composed.message : bare
    const outcome = await resolveDoubt(deps, carrier, message, known, signal)
    if (outcome !== undefined || composed.kind === 'message') return outcome
    // Without its link a text is found nowhere.
    const isLink = attachment !== undefined && carrier.capabilities.mediaOut === undefined
    return isLink ? { state: 'doubtful', reason: composed.reason } : undefined
  }

  /** @throws CarrierError, retryable, while the carrier can't be asked and there is hope */
  async function askAbout(
    outgoing: Outgoing,
    carrier: Carrier,
    to: string,
    known: Message,
    signal: AbortSignal,
  ): Promise<AttemptOutcome | 'repeat' | undefined> {
    const { entry } = outgoing
    try {
      return await resolved(outgoing, carrier, to, known, signal)
    } catch (error) {
      if (!(error instanceof CarrierError)) throw error
      if (now() - entry.appendedAt > deadline) return { ...failed(error), state: 'doubtful' }
      throw asksLater(error, error.retryAfter ?? 0)
    }
  }

  /** Its line, or its carrier's account, has sent as much as the carrier takes just now: it comes again. */
  function turn(outgoing: Outgoing): Handled | undefined {
    const { entry, line, portal, event } = outgoing
    const { segments } = attemptOf(outgoing)
    const text = { key: entry.key, carrier: line.carrier, number: line.number, segments }
    const wait = deps.pacer.delay(text)
    if (wait === 0) return undefined
    const end = entry.appendedAt + deadline
    if (now() > end) return refused(outgoing, neverItsTurn, true)
    if (wait > patience) deps.tellPending(portal, event)
    return { state: 'postponed', until: Math.min(now() + wait, end + 1) } satisfies Postponed
  }

  /** Held back until the writer wants it all the same. */
  async function costly(outgoing: Outgoing): Promise<Handled | undefined> {
    const { line, portal, text, isConfirmed, isAnswer } = outgoing
    if (isConfirmed === true || isAnswer === true) return undefined
    if (!(await deps.choices.of(portal.account)).hints) return undefined
    const hint = costHint(text, line.number, portal.contact)
    return hint === undefined ? undefined : refused(outgoing, hint, true)
  }

  async function goOut(
    outgoing: Outgoing,
    carrier: Carrier,
    to: string,
    isRepeat: boolean,
    signal: AbortSignal,
  ): Promise<Handled> {
    const { entry, portal } = outgoing
    const refuse = (reason: string, isRetryable?: boolean): Handled =>
      isRepeat
        ? { state: 'done', outcome: { state: 'doubtful', reason } }
        : refused(outgoing, reason, isRetryable)
    const composed = await compose(deps, outgoing, carrier, to)
    if (composed.kind === 'refused') return refuse(composed.reason, composed.isRetryable)
    const { message, change } = composed
    const tooLong = beyond(message.text, carrier)
    if (tooLong !== undefined) return refuse(tooLong)
    if (change !== undefined) await notice(homeserver, entry, portal, change)
    const outcome = await handOver.send(outgoing, carrier, message, isRepeat, signal)
    metrics.message({ carrier: carrier.id, direction: 'out', outcome: outcome.state })
    return { state: 'done', outcome }
  }

  function refused(outgoing: Outgoing, reason: string, isRetryable = false): Handled {
    handOver.forget(outgoing)
    deps.pacer.leave({ key: outgoing.entry.key, carrier: outgoing.line.carrier })
    metrics.message({ carrier: outgoing.line.carrier, direction: 'out', outcome: 'refused' })
    return refusal(outgoing, reason, { isRetryable })
  }

  /** It is over with this attempt: whoever retries the parked entry finds what its writer was told. */
  async function unforeseen(outgoing: Outgoing, error: unknown): Promise<UnforeseenError> {
    const { entry, line } = outgoing
    const isUnsent = handOver.isSurelyUnsent(outgoing)
    const known = isUnsent ? undefined : await messages.byKey(entry.key)
    handOver.forget(outgoing)
    deps.pacer.leave({ key: entry.key, carrier: line.carrier })
    return new UnforeseenError(outgoing, known, error)
  }

  async function send(outgoing: Outgoing, signal: AbortSignal): Promise<Handled> {
    const { line, portal } = outgoing
    const carrier = carriers.get(line.carrier)
    const to = dialable(portal.contact)
    // First of all: what may have gone out can't be refused any more.
    const before = await outcomeBefore(outgoing, carrier, to, signal)
    if (before === 'repeat' && carrier !== undefined && to !== undefined) {
      return await goOut(outgoing, carrier, to, true, signal)
    }
    if (before !== undefined && before !== 'repeat') return { state: 'done', outcome: before }
    const reason = await refusalOf(deps.guard, outgoing, carrier, to)
    if (reason !== undefined || carrier === undefined || to === undefined) {
      return refused(outgoing, reason ?? 'This line can not send any more.')
    }
    return (
      (await costly(outgoing)) ??
      turn(outgoing) ??
      (await goOut(outgoing, carrier, to, false, signal))
    )
  }

  return async (outgoing, signal) => {
    try {
      return await send(outgoing, signal)
    } catch (error) {
      const isForeseen = error instanceof CarrierError || error instanceof HomeserverError
      if ((isForeseen && error.isRetryable) || signal.aborted) throw error
      throw await unforeseen(outgoing, error)
    }
  }
}

const neverItsTurn =
  'More is written on this line than its carrier takes: the text waited four hours for its turn.'
