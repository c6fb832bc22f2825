import { createHmac } from 'node:crypto'
import { readFileSync } from 'node:fs'
import type { IncomingMessage, ServerResponse } from 'node:http'
import { z } from 'zod'
import { type SmsgateOptions, smsgate } from '../../../bridges/sms/smsgate/smsgate.ts'
import type { Carrier, CarrierEvent, WebhookRequest } from '../../../src/core/carrier.ts'
import type { Settings } from '../../../src/core/settings.ts'
import { phone } from '../../support/own-number.ts'
import { text } from '../carrier-suite.ts'
import { startProvider } from '../told-provider.ts'

export const password = 'password-that-nobody-may-see'
export const signingKey = 'key-that-nobody-may-see'
export const webhook = 'https://texts.example.org/webhooks/main/secret'
export const deviceId = 'PyDmBQZZXYmyxMwED8Fzy'
/** The line on SIM 1, and one on SIM 2. */
export const [first, second] = [text.from, phone('+491711234567')]
export const sims = [
  { number: first, sim: 1 },
  { number: second, sim: 2 },
]
/** As the adapter calls the text of the suite at the gateway. */
export const messageId = `${text.key}-1`

/** What the server that stands for the gateway was asked. */
export interface Asked {
  readonly method: string
  readonly path: string
  readonly query: Readonly<Record<string, string>>
  readonly authorization: string
  readonly body: unknown
}

type Answer = (asked: Asked, response: ServerResponse, request: IncomingMessage) => void

export interface Gateway extends AsyncDisposable {
  readonly url: string
  readonly asked: readonly Asked[]
  /** The adapter that takes it for a server of phones. */
  readonly carrier: Required<Carrier>
  /** The same, that takes it for the phone itself. */
  readonly phone: Required<Carrier>
}

/** A web server that answers as it is told. */
export async function startGateway(
  answer: Answer,
  options: Partial<SmsgateOptions> = {},
): Promise<Gateway> {
  const asked: Asked[] = []
  const { url, ...server } = await startProvider((given, response, request) => {
    const { pathname, searchParams } = new URL(given.url, 'http://x')
    const one = {
      method: given.method,
      path: pathname.replace('/3rdparty/v1', ''),
      query: Object.fromEntries(searchParams),
      authorization: given.authorization,
      body: given.body === '' ? undefined : JSON.parse(given.body),
    }
    asked.push(one)
    answer(one, response, request)
  })
  return {
    ...server,
    url,
    asked,
    carrier: adapterAt(`${url}/3rdparty/v1`, options),
    phone: adapterAt(url, options),
  }
}

export function adapterAt(
  baseUrl: string,
  options: Partial<SmsgateOptions> = {},
): Required<Carrier> {
  const settings = keptSettings()
  const login = options.token === undefined ? { user: 'sms', password } : {}
  const usual = { id: 'main', baseUrl, signingKey, sims, webhook, settings, ...login }
  return smsgate({ ...usual, ...options }) as Required<Carrier>
}

export function keptSettings(): Settings {
  const values = new Map<string, string>()
  return {
    get: async (key) => values.get(key),
    entries: async (prefix) =>
      [...values].filter(([key]) => key.startsWith(prefix)).sort(([a], [b]) => (a < b ? -1 : 1)),
    async set(key, value) {
      if (value === undefined) values.delete(key)
      else values.set(key, value)
    },
  }
}

/** What the gateway says of a text of ours. */
export function shown(state: string, error?: string): object {
  return { id: messageId, deviceId, state, recipients: [{ phoneNumber: text.to, state, error }] }
}

/** The examples of the app's documentation, by event. */
export const examples = z
  .record(z.string(), z.looseObject({ payload: z.record(z.string(), z.unknown()) }))
  .parse(JSON.parse(readFileSync('tests/fixtures/smsgate/webhooks.json', 'utf8')))

let reports = 0

/** A report of the phone, changed from the example where it says so; each is another report. */
export function report(event: string, change: object = {}): object {
  reports += 1
  const payload = { ...examples[event]?.payload, ...change }
  return { ...examples[event], id: `report-${reports}`, payload }
}

/** A request as the phone signs and sends it. */
export function signed(
  body: object | Uint8Array | string,
  { at = Date.now(), key = signingKey } = {},
): WebhookRequest {
  const isRaw = typeof body === 'string' || body instanceof Uint8Array
  const bytes = Buffer.from(isRaw ? body : JSON.stringify(body))
  const timestamp = String(Math.floor(at / 1000))
  const signature = createHmac('sha256', key).update(bytes).update(timestamp).digest('hex')
  const headers = { 'x-signature': signature, 'x-timestamp': timestamp }
  return { url: webhook, headers, body: bytes }
}

export async function receive(
  carrier: Carrier,
  request: WebhookRequest,
): Promise<readonly CarrierEvent[]> {
  return (await carrier.receive?.(request)) ?? []
}

/** What the adapter makes of a report. */
export async function read(
  carrier: Carrier,
  event: string,
  change: object = {},
): Promise<readonly CarrierEvent[]> {
  return await receive(carrier, signed(report(event, change)))
}
