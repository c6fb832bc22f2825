import { createHash } from 'node:crypto'
import type { IncomingMessage, ServerResponse } from 'node:http'
import { getExpectedTwilioSignature } from 'twilio/lib/webhooks/webhooks.js'
import { type TwilioOptions, twilio } from '../../../bridges/sms/twilio/twilio.ts'
import type { WebhookCarrier, WebhookRequest } from '../../../src/core/carrier.ts'
import type { CarrierError } from '../../../src/core/errors.ts'
import type { MessageKey } from '../../../src/core/message.ts'
import { type PhoneNumber, parsePhoneNumber } from '../../../src/core/phone.ts'
import type { CarrierSubject } from '../carrier-suite.ts'
import { json, startProvider as startTold, startTreating as treating } from '../told-provider.ts'

export const accountSid = 'AC0123456789abcdef0123456789abcdef'
export const authToken = 'token-that-nobody-may-see'
export const webhook = 'https://texts.example.org/webhooks/main/secret'
export const key = 'AAAAAAAAAAAAAAAAAAAAAA' as MessageKey

export function phone(text: string): PhoneNumber {
  const number = parsePhoneNumber(text)
  if (number === undefined) throw new Error(`${text} is no number`)
  return number
}

export const from = phone('+15017122661')
export const message = { from, to: '+15558675310', text: 'text-that-nobody-may-see', key }

/** What the server that stands for the provider was asked. */
export interface Asked {
  readonly method: string
  readonly url: string
  readonly authorization: string
  /** A field that is repeated has all its values. */
  readonly form: Readonly<Record<string, string | readonly string[]>>
}

export interface Provider extends AsyncDisposable {
  readonly url: string
  readonly asked: readonly Asked[]
  readonly carrier: WebhookCarrier
}

/** The adapter for a provider at this address. */
export type Adapter = (
  url: string,
  options: Partial<Pick<TwilioOptions, 'timeoutMs'>>,
) => WebhookCarrier

export type Answer = (
  asked: Asked,
  response: ServerResponse,
  request: IncomingMessage,
) => void | Promise<void>

/** A web server that answers as it is told, and the adapter that takes it for the provider. */
export async function startProvider(
  answer: Answer,
  options: Partial<TwilioOptions> = {},
  adapter: Adapter = adapterAt,
): Promise<Provider> {
  const asked: Asked[] = []
  const provider = await startTold(async ({ body, ...rest }, response, request) => {
    const one = { ...rest, form: formOf(new URLSearchParams(body)) }
    asked.push(one)
    await answer(one, response, request)
  })
  return { ...provider, asked, carrier: adapter(provider.url, options) }
}

function formOf(fields: URLSearchParams): Asked['form'] {
  const names = [...new Set(fields.keys())]
  return Object.fromEntries(
    names.map((name) => {
      const [first = '', ...more] = fields.getAll(name)
      return [name, more.length === 0 ? first : [first, ...more]]
    }),
  )
}

export function adapterAt(url: string, options: Partial<TwilioOptions> = {}): WebhookCarrier {
  const bases = { apiBase: url, pricingBase: url }
  return twilio({ id: 'main', accountSid, authToken, webhook, ...bases, ...options })
}

/** A message as the provider's API shows it. */
export function shown(change: object = {}): object {
  return {
    sid: 'SM1',
    status: 'queued',
    direction: 'outbound-api',
    from,
    to: '+15558675310',
    body: 'Hi',
    num_media: '0',
    error_code: null,
    date_created: 'Thu, 24 Aug 2023 05:01:45 +0000',
    uri: '/2010-04-01/Accounts/AC/Messages/SM1.json',
    ...change,
  }
}

/** The error that a call ends with. */
export async function errorOf(call: Promise<unknown>): Promise<CarrierError> {
  return await call.then(
    () => {
      throw new Error('it was no error')
    },
    (error: CarrierError) => error,
  )
}

/** A request as the provider signs and sends it. */
export function signed(
  form: Readonly<Record<string, string>> | URLSearchParams,
  to: { readonly key?: MessageKey } = {},
): WebhookRequest {
  const url = to.key === undefined ? webhook : `${webhook}/${to.key}`
  const fields = new URLSearchParams(form)
  const params = Object.fromEntries(
    [...new Set(fields.keys())].map((name) => [name, fields.getAll(name)]),
  )
  return {
    url,
    headers: { 'x-twilio-signature': getExpectedTwilioSignature(authToken, url, params) },
    body: Buffer.from(fields.toString()),
    ...to,
  }
}

/** A body of any kind, rightly signed. */
export function signedBytes(body: Uint8Array): WebhookRequest {
  const url = `${webhook}?bodySHA256=${createHash('sha256').update(body).digest('hex')}`
  const signature = getExpectedTwilioSignature(authToken, url, {})
  return { url, headers: { 'x-twilio-signature': signature }, body }
}

/** For the suite of all carriers. */
export async function startTreating(carrierAt: Adapter = adapterAt): Promise<CarrierSubject> {
  return await treating({
    carrierAt,
    textIn: (body) => new URLSearchParams(body).get('Body') ?? '',
    answers: {
      accept: (response) => json(response, 201, shown()),
      refuse: (response) => json(response, 400, { code: 21211, message: 'provider detail' }),
      busy: (response) => json(response, 429, { code: 20429 }, { 'retry-after': '7' }),
      fault: (response) => json(response, 500, '<html>'),
    },
  })
}
