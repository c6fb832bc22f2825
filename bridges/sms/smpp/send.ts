import { setTimeout as wait } from 'node:timers/promises'
import type { AcceptedText, DeliveryReceipt, OutgoingText } from '../../../src/core/carrier.ts'
import { unclear } from '../../../src/core/carrier-http.ts'
import { CarrierError } from '../../../src/core/errors.ts'
import { backoff } from '../../../src/lib/backoff.ts'
import { randomToken } from '../../../src/lib/secrets.ts'
import type { Pdu, ResponseBody, SubmitSm } from '../../../src/lib/smpp/pdu.ts'
import type { RequestOptions } from '../../../src/lib/smpp/pending.ts'
import { statuses } from '../../../src/lib/smpp/statuses.ts'
import { refusal, unanswered, unbound } from './errors.ts'
import type { MessageIds } from './message-ids.ts'
import type { Complete } from './options.ts'
import { planOf } from './plan.ts'
import type { Sent, SentText } from './sent.ts'
import type { Session } from './session.ts'
import type { Window } from './window.ts'

export interface SenderDeps {
  readonly options: Complete
  /** Undefined while there is none. */
  readonly session: () => Session | undefined
  readonly window: Window
  readonly sent: Sent
  readonly ids: MessageIds
  /** A text that was in doubt was taken after all. */
  readonly onTaken: (receipt: DeliveryReceipt) => void
}

export interface Sender {
  /** @throws CarrierError */
  send(text: OutgoingText, signal?: AbortSignal): Promise<AcceptedText>
  /** Resolves when each message that waits for its response now has it, or will have none. */
  settled(): Promise<void>
  /** Resolves when no text is being handed over of those that are now. */
  idle(): Promise<void>
}

/** A text of which a part was taken is tried to be brought to its end for so long, milliseconds. */
const patience = 30_000

export function createSender(deps: SenderDeps): Sender {
  const { options, session, window, sent, ids, onTaken } = deps
  const submitting = new Set<Promise<unknown>>()
  const sending = new Set<Promise<unknown>>()
  let reference = Math.floor(Math.random() * 0x10000)

  /** @throws CarrierError */
  async function submit(message: SubmitSm, text: SentText, how: RequestOptions): Promise<void> {
    const leave = await window.enter(how.signal).catch((cause: unknown) => {
      throw unbound(cause)
    })
    try {
      const current = session()
      if (current === undefined) throw unbound()
      const asking = current.request(message, how).then((response) => {
        // We take ourselves for bound, and the SMSC does not: only a new session helps.
        if (response.status === statuses.ESME_RINVBNDSTS) current.end()
        text.accepted(idIn(response, ids))
      })
      submitting.add(asking)
      await asking.finally(() => submitting.delete(asking))
    } catch (error) {
      throw error instanceof CarrierError ? error : unanswered(error)
    } finally {
      leave()
    }
  }

  /** What was begun is brought to its end if at all possible: a part alone is no text. */
  async function submitNext(message: SubmitSm, text: SentText, how: RequestOptions): Promise<void> {
    const deadline = performance.now() + patience
    for (let attempt = 0; ; attempt += 1) {
      const error = await submit(message, text, how).then(() => undefined, carrierError)
      if (error === undefined) return
      const isOver = performance.now() > deadline || how.signal?.aborted === true
      mayGoOn(error, isOver)
      const pause = error.retryAfter ?? backoff(attempt, { first: 250, most: 5000 })
      await wait(pause, undefined, how).catch(() => undefined)
    }
  }

  async function send(message: OutgoingText, signal?: AbortSignal): Promise<AcceptedText> {
    if (session() === undefined) throw unbound()
    reference = (reference + 1) % 0x10000
    const [first, ...others] = planOf(message, options, reference)
    if (first === undefined) throw new CarrierError('content', 'There is nothing to be sent.')
    const text = sent.begin(message.key, 1 + others.length)
    const how = signal === undefined ? {} : { signal }
    await submit(first, text, others.length > 0 ? how : { ...how, onLate: late(message, text) })
    for (const other of others) await submitNext(other, text, how)
    return { id: await text.end(), state: 'sent' }
  }

  return {
    async send(message, signal) {
      const one = send(message, signal)
      sending.add(one)
      return await one.finally(() => sending.delete(one))
    },
    settled: async () => void (await Promise.allSettled(submitting)),
    idle: async () => void (await Promise.allSettled(sending)),
  }

  /** The response to a text whose writer may have been told of a doubt. */
  function late({ key }: OutgoingText, text: SentText) {
    return (response: Pdu<ResponseBody>) => {
      if (response.status !== statuses.ESME_ROK || response.body.kind !== 'submit_sm_resp') return
      const id = idIn(response, ids)
      text.accepted(id)
      onTaken({ kind: 'receipt', id, key, state: 'sent' })
    }
  }
}

/** @throws CarrierError when the message was not taken */
function idIn({ status, body }: Pdu<ResponseBody>, ids: MessageIds): string {
  if (status !== statuses.ESME_ROK) throw refusal(status)
  if (body.kind !== 'submit_sm_resp') throw unclear('The carrier gave an answer that is none.')
  // An SMSC that gives no IDs gives no receipts either, though each text has to be called something.
  return body.messageId === '' ? `none ${randomToken(12)}` : ids.ofResponse(body.messageId)
}

function carrierError(error: unknown): CarrierError {
  if (error instanceof CarrierError) return error
  throw error
}

/** A part was taken, another one was not. @throws CarrierError unless that can still change */
function mayGoOn(error: CarrierError, isOver: boolean): void {
  const { code, message, isRetryable, maybeSent, providerCode } = error
  if (!isRetryable && !maybeSent) {
    throw new CarrierError(code, `Only a part of this text was taken. ${message}`, {
      cause: error,
      ...(providerCode === undefined ? {} : { providerCode }),
    })
  }
  if (maybeSent || isOver) throw unclear('A part of this text got no answer.', { cause: error })
}
