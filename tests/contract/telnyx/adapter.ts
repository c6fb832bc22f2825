import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import { type TelnyxOptions, telnyx } from '../../../bridges/sms/telnyx/telnyx.ts'
import type { Carrier, WebhookCarrier } from '../../../src/core/carrier.ts'
import { CarrierError } from '../../../src/core/errors.ts'
import type { MessageKey } from '../../../src/core/message.ts'
import { type PhoneNumber, parsePhoneNumber } from '../../../src/core/phone.ts'
import { close, listen } from '../../../src/lib/listen.ts'
import type { CarrierSubject, Treatment } from '../carrier-suite.ts'
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
  Required<Pick<Carrier, 'state' | 'missed' | 'media' | 'numbers' | 'balance' | 'problem'>>

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
  const server = createServer(async (request, response) => {
    const chunks: Buffer[] = []
    for await (const chunk of request) chunks.push(chunk)
    const text = Buffer.concat(chunks).toString('utf8')
    const one = {
      method: request.method ?? '',
      url: decodeURIComponent((request.url ?? '').replaceAll('+', ' ')),
      authorization: request.headers.authorization ?? '',
      body: text === '' ? undefined : JSON.parse(text),
    }
    asked.push(one)
    answer(one, response, request)
  })
  const url = `http://127.0.0.1:${await listen(server, '127.0.0.1', 0)}`
  return {
    url,
    asked,
    carrier: adapterAt(url, options),
    [Symbol.asyncDispose]: () => close(server, 0),
  }
}

export function json(response: ServerResponse, status: number, body: unknown, headers = {}): void {
  response.writeHead(status, { 'content-type': 'application/json', ...headers })
  response.end(typeof body === 'string' ? body : JSON.stringify(body))
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
  let next: Treatment = 'accept'
  const reached: string[] = []
  const provider = await startProvider(
    ({ body }, response, request) => {
      if (next !== 'busy' && next !== 'refuse') reached.push(String(Object(body).text))
      answers[next](response, request)
    },
    { timeoutMs: 300 },
  )
  return {
    carrier: provider.carrier,
    reached,
    async treatNext(treatment) {
      next = treatment
      if (treatment === 'away') await provider[Symbol.asyncDispose]()
    },
    [Symbol.asyncDispose]: async () => {
      if (next !== 'away') await provider[Symbol.asyncDispose]()
    },
  }
}

const answers: Readonly<
  Record<Treatment, (response: ServerResponse, request: IncomingMessage) => void>
> = {
  accept: (response) => json(response, 200, accepted()),
  refuse: (response) => json(response, 400, errorBody('40310')),
  busy: (response) => json(response, 429, errorBody('10011'), { 'retry-after': '7' }),
  fault: (response) => json(response, 500, '<html>'),
  nonsense: (response) => json(response, 200, '<html>'),
  reset: (_, request) => void request.socket.resetAndDestroy(),
  hang: () => {},
  away: () => {},
}
