import type { IncomingMessage, ServerResponse } from 'node:http'
import { type TelnyxOptions, telnyx } from '../../../bridges/sms/telnyx/telnyx.ts'
import type { Carrier, WebhookCarrier } from '../../../src/core/carrier.ts'
import { CarrierError } from '../../../src/core/errors.ts'
import type { MessageKey } from '../../../src/core/message.ts'
import { type PhoneNumber, parsePhoneNumber } from '../../../src/core/phone.ts'
import type { CarrierSubject } from '../carrier-suite.ts'
import { json, startProvider as startTold, startTreating as treating } from '../told-provider.ts'
import { publicKey } from './signer.ts'

export const apiKey = 'KEY-that-nobody-may-see'
export const webhook = 'https://texts.example.org/webhooks/main/secret'
export const key = 'AAAAAAAAAAAAAAAAAAAAAA' as MessageKey

export function phone(text: string): PhoneNumber {
  const number = parsePhoneNumber(text)
  if (number === undefined) throw new Error(`${text} is no number`)
  return number
}

export const from = phone('+15017122661')
export const message = { from, to: '+15558675310', text: 'text-that-nobody-may-see', key }

/** Everything that the adapter is able to do, which its type leaves open. */
export type Telnyx = WebhookCarrier &
  Required<
    Pick<Carrier, 'state' | 'missed' | 'media' | 'numbers' | 'balance' | 'restore' | 'problem'>
  >

export function adapterAt(url: string, options: Partial<TelnyxOptions> = {}): Telnyx {
  const carrier = telnyx({
    ...{ id: 'main', apiKey, publicKey, webhook, apiBase: url, askEvery: 5 },
    ...options,
  })
  return carrier as Telnyx
}

/** What the server that stands for the provider was asked. */
export interface Asked {
  readonly method: string
  /** Decoded, query included. */
  readonly url: string
  readonly authorization: string
  readonly body: unknown
}

export interface Provider extends AsyncDisposable {
  readonly url: string
  readonly asked: Asked[]
  readonly carrier: Telnyx
}

type Answer = (asked: Asked, response: ServerResponse, request: IncomingMessage) => void

/** A web server that answers as it is told, and the adapter that takes it for the provider. */
export async function startProvider(
  answer: Answer,
  options: Partial<TelnyxOptions> = {},
): Promise<Provider> {
  const asked: Asked[] = []
  const provider = await startTold((given, response, request) => {
    const one = {
      ...given,
      url: decodeURIComponent(given.url.replaceAll('+', ' ')),
      body: given.body === '' ? undefined : JSON.parse(given.body),
    }
    asked.push(one)
    answer(one, response, request)
  })
  return { ...provider, asked, carrier: adapterAt(provider.url, options) }
}

/** An error as the provider's API tells it. */
export function errorBody(code: string | number): object {
  const errors = [{ code, title: 'provider title', detail: `provider detail ${message.text}` }]
  return { errors }
}

/** The answer to a text that was accepted. */
export function accepted(change: object = {}): object {
  const to = [{ phone_number: message.to, status: 'queued', carrier: '', line_type: 'Wireless' }]
  return { data: { record_type: 'message', id: 'message-1', to, errors: [], ...change } }
}

/** The error that a call ends with. */
export async function errorOf(call: Promise<unknown>): Promise<CarrierError> {
  const error = await call.then(
    () => undefined,
    (thrown: unknown) => thrown,
  )
  if (!(error instanceof CarrierError)) throw new Error(`No CarrierError but ${String(error)}`)
  return error
}

/** For the suite of all carriers. */
export async function startTreating(): Promise<CarrierSubject> {
  return await treating({
    carrierAt: adapterAt,
    textIn: (body) => JSON.parse(body).text,
    answers: {
      accept: (response) => json(response, 200, accepted()),
      refuse: (response) => json(response, 400, errorBody('40310')),
      busy: (response) => json(response, 429, errorBody('10011'), { 'retry-after': '7' }),
      fault: (response) => json(response, 500, '<html>'),
    },
  })
}
