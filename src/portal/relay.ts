import { SegmentedMessage } from 'sms-segments-calculator'
import type { Carrier, OutgoingText } from '../core/carrier.ts'
import { dialable, formatContact } from '../core/contact.ts'
import { CarrierError } from '../core/errors.ts'
import type { AttemptOutcome, Inbox, InboxEntry, Settlement } from '../core/inbox.ts'
import type { Line } from '../core/line.ts'
import type { MatrixEvent } from '../core/matrix-event.ts'
import type { Attempt, Messages } from '../core/message.ts'
import type { Metrics } from '../core/metrics.ts'
import type { OpenPortal } from './open.ts'
import { resolveDoubt } from './resolve-doubt.ts'

export interface RelayDeps {
  readonly inbox: Pick<Inbox, 'markSending'>
  readonly messages: Messages
  readonly carriers: ReadonlyMap<string, Carrier>
  readonly metrics: Metrics
  /** Why a text to there must not go out, if so. */
  readonly guard: (to: string, line: Line) => Promise<string | undefined>
  /** Tells that a text waits; best effort. */
  readonly tellPending: (portal: OpenPortal, event: MatrixEvent) => void
  /** Since when this process runs: calls before it may still be accepted for a while. */
  readonly startedAt: number
  readonly now?: () => number
}

/** A carrier that takes longer is slow: the writer is told that the text waits; milliseconds. */
const patience = 3000
/** After this a text that could not be handed over is given up, milliseconds. */
const deadline = 4 * 3_600_000

/** One event of an account on its way to the phone. */
export interface Outgoing {
  readonly entry: InboxEntry
  readonly line: Line
  readonly portal: OpenPortal
  readonly event: MatrixEvent
  readonly text: string
}

export type Relay = (outgoing: Outgoing, signal: AbortSignal) => Promise<Settlement>

/** Room → phone: sends each text exactly once, or says what became of it. */
export function createRelay(deps: RelayDeps): Relay {
  const { inbox, carriers, messages, metrics, now = Date.now } = deps
  /** Attempts that surely failed in this process' life: nobody needs to be asked about them. */
  const surelyUnsent = new Set<string>()

  /** What became of an attempt that was interrupted; undefined when there was none, or it surely did nothing. */
  async function outcomeBefore(
    outgoing: Outgoing,
    carrier: Carrier | undefined,
    to: string | undefined,
    signal: AbortSignal,
  ): Promise<AttemptOutcome | undefined> {
    const { entry } = outgoing
    const known = surelyUnsent.delete(entry.key) ? undefined : await messages.byKey(entry.key)
    if (known === undefined) return undefined
    if (carrier === undefined || to === undefined) {
      return { state: 'doubtful', reason: 'The carrier of this line can not be asked any more.' }
    }
    try {
      return await resolveDoubt(deps, carrier, messageOf(outgoing, to), known, signal)
    } catch (error) {
      return stillInDoubt(outgoing, error)
    }
  }

  async function send(
    outgoing: Outgoing,
    carrier: Carrier,
    to: string,
    signal: AbortSignal,
  ): Promise<AttemptOutcome> {
    const { entry, portal, event } = outgoing
    await inbox.markSending(entry, attemptOf(outgoing))
    const slow = setTimeout(() => deps.tellPending(portal, event), patience)
    try {
      const { id, ...accepted } = await carrier.send(messageOf(outgoing, to), signal)
      metrics.latency('out', (now() - entry.appendedAt) / 1000)
      return { ...accepted, carrierMessageId: id }
    } catch (error) {
      if (!(error instanceof CarrierError)) throw error
      return whatBecame(outgoing, carrier, error)
    } finally {
      clearTimeout(slow)
    }
  }

  /** The carrier can't be asked yet what became of a text. @throws CarrierError, retryable, while there is hope */
  function stillInDoubt({ entry }: Outgoing, error: unknown): AttemptOutcome {
    if (!(error instanceof CarrierError)) throw error
    if (now() - entry.appendedAt > deadline) return { ...failed(error), state: 'doubtful' }
    throw asksLater(error, error.retryAfter ?? 0)
  }

  /** @throws the error again, retryable, while there is hope */
  function whatBecame(
    { entry, portal, event }: Outgoing,
    carrier: Carrier,
    error: CarrierError,
  ): AttemptOutcome {
    metrics.carrierError(carrier.id, error.code)
    if (!error.maybeSent && !error.isRetryable) return failed(error)
    if (now() - entry.appendedAt > deadline) {
      return error.maybeSent ? { ...failed(error), state: 'doubtful' } : failed(error)
    }
    deps.tellPending(portal, event)
    if (error.maybeSent) {
      throw asksLater(error, Math.max(error.retryAfter ?? 0, carrier.capabilities.settleTime))
    }
    surelyUnsent.add(entry.key)
    throw error
  }

  return async (outgoing, signal) => {
    const { line, portal } = outgoing
    const carrier = carriers.get(line.carrier)
    const to = dialable(portal.contact)
    // First of all: what may have gone out can't be refused any more.
    const before = await outcomeBefore(outgoing, carrier, to, signal)
    if (before !== undefined) return { state: 'done', outcome: before }
    const reason = portal.isBlocked ? blocked : await refusalOf(deps.guard, outgoing, carrier, to)
    if (reason !== undefined || carrier === undefined || to === undefined) {
      metrics.message({ carrier: line.carrier, direction: 'out', outcome: 'refused' })
      return refusal(outgoing, reason ?? 'This line can not send any more.')
    }
    const outcome = await send(outgoing, carrier, to, signal)
    metrics.message({ carrier: line.carrier, direction: 'out', outcome: outcome.state })
    return { state: 'done', outcome }
  }
}

/** An event that was refused before any carrier was asked. */
export function refusal(outgoing: Outgoing, reason: string, code?: string): Settlement {
  const attempt = attemptOf(outgoing)
  const outcome = { attempt, state: 'failed', reason, isRetryable: false } as const
  return { state: 'done', outcome: code === undefined ? outcome : { ...outcome, code } }
}

function messageOf({ entry, line, text }: Outgoing, to: string): OutgoingText {
  return { from: line.number, to, text, key: entry.key }
}

function attemptOf({ line, portal, event, text }: Outgoing): Attempt {
  const segments = text === '' ? 0 : new SegmentedMessage(text).segmentsCount
  return { portal: portal.key, event: event.id, carrier: line.carrier, segments }
}

const blocked = 'You blocked this contact. Type "!line unblock" first.'

/** Why this text can't go out, if so. */
export async function refusalOf(
  guard: RelayDeps['guard'],
  {
    line,
    portal,
    text,
  }: Pick<Outgoing, 'line' | 'text'> & { readonly portal: Pick<OpenPortal, 'contact'> },
  carrier: Carrier | undefined,
  to: string | undefined,
): Promise<string | undefined> {
  if (line.state === 'released') return 'This line was released; it can not send any more.'
  if (carrier === undefined) return `The carrier "${line.carrier}" of this line is not configured.`
  if (to === undefined)
    return `${formatContact(portal.contact)} can not receive texts: it is not a phone number.`
  if (to === line.number) return 'This is the number of the line itself.'
  if (!to.startsWith('+') && !carrier.capabilities.shortCodes) {
    return 'The carrier of this line can not text short codes.'
  }
  const { maxTextLength } = carrier.capabilities
  if (text.length > maxTextLength) {
    return `This text has ${text.length} characters; the carrier takes ${maxTextLength}. Please send it in parts.`
  }
  return await guard(to, line)
}

/** The entry comes back after `wait` milliseconds, when the carrier can tell what became of it. */
function asksLater(error: CarrierError, wait: number): CarrierError {
  return new CarrierError(error.code, error.message, {
    cause: error,
    isRetryable: true,
    maybeSent: true,
    retryAfter: wait,
  })
}

function failed(error: CarrierError): AttemptOutcome {
  return {
    state: 'failed',
    reason: error.message,
    isRetryable: error.isRetryable,
    ...(error.providerCode === undefined ? {} : { code: error.providerCode }),
  }
}
