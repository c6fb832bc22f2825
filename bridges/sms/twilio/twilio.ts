import type { DeliveryReceipt, ListedMessage, WebhookCarrier } from '../../../src/core/carrier.ts'
import { contactFromCarrier } from '../../../src/core/contact.ts'
import { CarrierError } from '../../../src/core/errors.ts'
import { parseMoney } from '../../../src/core/money.ts'
import { parsePhoneNumber } from '../../../src/core/phone.ts'
import { createApi, nextPage } from './api.ts'
import { createNumbers } from './numbers.ts'
import { receiptOf, receive } from './receive.ts'
import { balance, message, messagePage } from './schemas.ts'

export interface TwilioOptions {
  readonly id: string
  readonly accountSid: string
  /** The primary one: webhooks are signed with it. */
  readonly authToken: string
  /** For requests, instead of the account's own token. */
  readonly apiKey?: string
  readonly apiSecret?: string
  /** Our public URL for this carrier, secret included, without a slash at the end. */
  readonly webhook: string
  readonly apiBase?: string
  readonly pricingBase?: string
  readonly isSimulated?: boolean
  readonly timeoutMs?: number
  /** Milliseconds after which a request that was cut off can no longer be accepted. */
  readonly settleTime?: number
}

/** Twilio's Programmable Messaging, and what speaks its language. twilio.com/docs/messaging/api */
export function twilio(options: TwilioOptions): WebhookCarrier {
  const { id, accountSid, authToken, apiKey, apiSecret, webhook } = options
  const { apiBase = 'https://api.twilio.com', pricingBase = 'https://pricing.twilio.com' } = options
  const account = `${apiBase}/2010-04-01/Accounts/${encodeURIComponent(accountSid)}`
  const api = createApi({
    user: apiKey ?? accountSid,
    password: apiSecret ?? authToken,
    timeoutMs: options.timeoutMs ?? 15_000,
  })

  return {
    id,
    capabilities: {
      maxTextLength: 1600,
      shortCodes: true,
      settleTime: options.settleTime ?? 20_000,
      isSimulated: options.isSimulated ?? false,
      idempotentSend: false,
      receipts: 'final',
      mediaIn: true,
      optOut: 'carrier',
      registration: 'us10dlc',
      signature: 'hmac',
    },

    receive: (request) => receive(authToken, request),

    async send({ from, to, text, key }, signal) {
      const form = { From: from, To: to, Body: text, StatusCallback: `${webhook}/${key}` }
      const sent = await api.call({ url: `${account}/Messages.json`, form }, message, signal)
      const receipt = receiptOf(sent.sid, sent.status, sent.error_code ?? undefined)
      if (receipt?.state !== 'failed') return { id: sent.sid, state: 'sent' }
      const { id: sid, reason, code } = receipt
      return {
        id: sid,
        state: 'failed',
        ...(reason === undefined ? {} : { reason }),
        ...(code === undefined ? {} : { code }),
      }
    },

    /**
     * The list comes newest first and can be filtered by the day of sending only, which a message that
     * was not sent yet does not have: so it is read backwards until `since` and then turned round.
     */
    async *list(since, signal) {
      const found: ListedMessage[] = []
      for (
        let next: string | undefined = `${account}/Messages.json?PageSize=200`;
        next !== undefined;
      ) {
        const page: ReturnType<typeof messagePage.parse> = await api.call(
          { url: next },
          messagePage,
          signal,
        )
        const young = page.messages.filter(
          (item) => timeOf(item.date_created) >= since.getTime() - 1000,
        )
        found.push(...young.flatMap(listed))
        const isDone = young.length < page.messages.length
        next = isDone ? undefined : nextPage(apiBase, page.next_page_uri)
      }
      yield* found.reverse()
    },

    async state(sid, signal) {
      const url = `${account}/Messages/${encodeURIComponent(sid)}.json`
      return receiptFrom(await api.call({ url }, message, signal))
    },

    numbers: createNumbers({ api, account, apiBase, pricingBase, webhook }),

    async balance(signal) {
      const answer = await api.call({ url: `${account}/Balance.json` }, balance, signal)
      const money = parseMoney(answer.balance, answer.currency)
      if (money === undefined) throw new CarrierError('malformed', 'The carrier names no balance')
      return money
    },
  }
}

type ProviderMessage = ReturnType<typeof message.parse>

function listed(item: ProviderMessage): ListedMessage[] {
  const text = item.body ?? ''
  const at = timeOf(item.date_created)
  if (item.direction === 'inbound') {
    const to = parsePhoneNumber(item.to)
    if (to === undefined) return []
    const from = contactFromCarrier(item.from ?? '')
    const { sid: id } = item
    return [{ direction: 'in', message: { kind: 'text', id, from, to, text, media: [], at } }]
  }
  const from = parsePhoneNumber(item.from ?? '')
  // The provider's own answers to STOP and its kin are no texts of ours.
  if (from === undefined || item.direction === 'outbound-reply') return []
  return [{ direction: 'out', from, to: item.to, text, receipt: receiptFrom(item), at }]
}

/** Accepted and nothing further counts as sent. */
function receiptFrom({ sid, status, error_code: code }: ProviderMessage): DeliveryReceipt {
  return receiptOf(sid, status, code ?? undefined) ?? { kind: 'receipt', id: sid, state: 'sent' }
}

/** RFC 2822, whole seconds. */
function timeOf(date: string | null | undefined): number {
  const time = Date.parse(date ?? '')
  return Number.isNaN(time) ? 0 : time
}
