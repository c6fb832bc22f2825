import type { Carrier, DeliveryReceipt, OutgoingText } from '../../core/carrier.ts'
import { plainer } from '../../core/costly.ts'
import { CarrierError } from '../../core/errors.ts'
import type { AttemptOutcome } from '../../core/inbox.ts'
import type { Message, Messages } from '../../core/message.ts'

/**
 * A text was given to the carrier and no answer is on disk: was it accepted? A receipt that came back
 * with its key proves it; else the carrier's list, read when nothing cut off can be accepted any more.
 * @returns undefined when it surely was not accepted; `repeat` when the carrier knows it again: it says what became of it
 * @throws CarrierError, retryable, while it is too early to tell
 */
export async function resolveDoubt(
  deps: { readonly messages: Messages; readonly startedAt: number; readonly now?: () => number },
  carrier: Carrier,
  message: OutgoingText,
  known: Message,
  signal: AbortSignal,
): Promise<AttemptOutcome | 'repeat' | undefined> {
  const { messages, now = Date.now } = deps
  if (known.state === 'delivered') return { state: 'sent' }
  if (known.state !== 'sending') return { state: known.state }
  if (carrier.capabilities.idempotentSend) return 'repeat'
  const early = Math.max(deps.startedAt, known.changedAt) + carrier.capabilities.settleTime - now()
  if (early > 0) throw tooEarly(early)
  if (carrier.list === undefined) {
    return {
      state: 'doubtful',
      reason: 'Homeline or the carrier was interrupted while this text was handed over.',
    }
  }
  const found = await findUnlinked(messages, carrier, message, known.createdAt, signal)
  return found === undefined
    ? undefined
    : { state: found.state === 'failed' ? 'failed' : 'sent', carrierMessageId: found.id }
}

/**
 * Equal texts are told apart by number: as many as are not linked yet are to be had. In plain characters or not,
 * they are equal: the account may have chosen anew in between.
 */
async function findUnlinked(
  messages: Messages,
  carrier: Carrier,
  { from, to, text }: OutgoingText,
  since: number,
  signal: AbortSignal,
): Promise<DeliveryReceipt | undefined> {
  // The carrier's clock may be behind ours, and its times are whole seconds.
  const begin = new Date(since - 60_000)
  for await (const listed of carrier.list?.(begin, signal) ?? []) {
    if (listed.direction !== 'out') continue
    if (listed.from !== from || listed.to !== to || plainer(listed.text) !== plainer(text)) continue
    if (!(await messages.isLinked(carrier.id, listed.receipt.id))) return listed.receipt
  }
  return undefined
}

function tooEarly(milliseconds: number): CarrierError {
  return new CarrierError('unavailable', 'It is too early to ask what became of this text', {
    isRetryable: true,
    maybeSent: true,
    retryAfter: milliseconds,
  })
}
