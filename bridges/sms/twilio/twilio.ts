import type { AcceptedText, OutgoingText, WebhookCarrier } from '../../../src/core/carrier.ts'
import { CarrierError } from '../../../src/core/errors.ts'
import { parseMoney } from '../../../src/core/money.ts'
import { definite } from '../../../src/lib/definite.ts'
import { createApi } from './api.ts'
import { type Dialect, twilioDialect } from './dialect.ts'
import { list, receiptFrom } from './list.ts'
import { createMedia } from './media.ts'
import { createNumbers } from './numbers.ts'
import { receiptOf, receive } from './receive.ts'
import { balance, message } from './schemas.ts'

export interface TwilioOptions {
  readonly id: string
  readonly accountSid: string
  /** The primary one: webhooks are signed with it. */
  readonly authToken: string
  /** For requests, instead of the account's own token. */
  readonly apiKey?: string
  readonly apiSecret?: string
  /** What webhooks are signed with, where it is not the account's token. */
  readonly signingKey?: string
  /** Our public URL for this carrier, secret included, without a slash at the end. */
  readonly webhook: string
  /** Sends through it, from the line's own number all the same. */
  readonly messagingServiceSid?: string
  /** Attachments are removed at the provider when that is asked for. */
  readonly deleteMedia?: boolean
  readonly apiBase?: string
  readonly pricingBase?: string
  /** Has to be named when another API is: the usual one is not asked about another provider's numbers. */
  readonly numbersBase?: string
  readonly isSimulated?: boolean
  readonly timeoutMs?: number
  /** Milliseconds after which a request that was cut off can no longer be accepted. */
  readonly settleTime?: number
  readonly dialect?: Dialect
}

/** Twilio's Programmable Messaging, and what speaks its language. twilio.com/docs/messaging/api */
export function twilio(options: TwilioOptions): WebhookCarrier {
  const { id, accountSid, authToken, apiKey, apiSecret, webhook } = options
  const { dialect = twilioDialect, isSimulated = false, timeoutMs = 15_000 } = options
  const { apiBase = dialect.apiBase, pricingBase = dialect.pricingBase } = options
  const usualNumbers = options.apiBase === undefined ? dialect.numbersBase : undefined
  const { numbersBase = usualNumbers } = options
  const { meanings, numberKinds } = dialect
  const account = `${apiBase}/2010-04-01/Accounts/${encodeURIComponent(accountSid)}`
  const user = apiKey ?? accountSid
  const api = createApi({ user, password: apiSecret ?? authToken, meanings, timeoutMs })
  const { fetch, remove } = createMedia({ api, apiBase, account, timeoutMs })
  const receiving = { signingKey: options.signingKey ?? authToken, dialect }

  return {
    id,
    capabilities: {
      maxTextLength: 1600,
      shortCodes: true,
      settleTime: options.settleTime ?? 20_000,
      isSimulated,
      idempotentSend: false,
      receipts: 'final',
      mediaOut: dialect.mediaOut,
      mediaIn: true,
      optOut: 'carrier',
      registration: isSimulated ? 'none' : 'us10dlc',
      signature: 'hmac',
      // No rate: the provider lets what is too fast wait for hours, in order.
    },

    receive: (request) => receive(receiving, request),

    async send(text, signal) {
      const form = formOf(text, webhook, options.messagingServiceSid)
      const sent = await api.call({ url: `${account}/Messages.json`, form }, message, signal)
      const receipt = receiptOf(meanings, sent.sid, sent.status, sent.error_code ?? undefined)
      if (receipt?.state !== 'failed') return { id: sent.sid, state: 'sent' }
      const { reason, code } = receipt
      return { id: sent.sid, state: 'failed', ...definite({ reason, code }) } satisfies AcceptedText
    },

    list: (since, signal) => list({ api, apiBase, account, meanings }, since, signal),

    async state(sid, signal) {
      const url = `${account}/Messages/${encodeURIComponent(sid)}.json`
      return receiptFrom(meanings, await api.call({ url }, message, signal))
    },

    media: options.deleteMedia === true ? { fetch, remove } : { fetch },

    numbers: createNumbers({
      api,
      account,
      apiBase,
      webhook,
      numberKinds,
      ...definite({ pricingBase, numbersBase }),
    }),

    async balance(signal) {
      const answer = await api.call({ url: `${account}/Balance.json` }, balance, signal)
      const money = parseMoney(answer.balance, answer.currency)
      if (money === undefined) throw new CarrierError('malformed', 'The carrier names no balance')
      return money
    },
  }
}

/** Attachments may come without words. */
function formOf(
  { from, to, text, key, media = [] }: OutgoingText,
  webhook: string,
  service: string | undefined,
) {
  return {
    From: from,
    ...(service === undefined ? {} : { MessagingServiceSid: service }),
    To: to,
    ...(text === '' && media.length > 0 ? {} : { Body: text }),
    ...(media.length === 0 ? {} : { MediaUrl: media.map(({ url }) => url) }),
    StatusCallback: `${webhook}/${key}`,
  }
}
