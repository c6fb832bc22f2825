import { randomBytes } from 'node:crypto'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import { buffer } from 'node:stream/consumers'
import { setTimeout as pause } from 'node:timers/promises'
import { getExpectedTwilioSignature } from 'twilio/lib/webhooks/webhooks.js'
import { close, listen } from '../../src/lib/listen.ts'
import { createArrivals } from './arrivals.ts'

/**
 * What Homeline takes for the carrier. Texts end here: it notes when each request came, answers in the
 * provider's shape and calls the states back. Everything else (numbers, prices, lists) is the simulated
 * carrier's, which so has nothing to do while texts are measured.
 */
export interface CarrierFront extends AsyncDisposable {
  readonly url: string
  /** Resolves with the moment at which the request with this text came. */
  arrived(text: string): Promise<number>
  /** Answers texts from this number after so many milliseconds; 0 at once. */
  slowDown(from: string, delayMs: number): void
  /** Resolves when every text's states are called back. */
  idle(): Promise<void>
}

export interface CarrierAccount {
  /** Where the simulated carrier is. */
  readonly url: string
  readonly accountSid: string
  readonly authToken: string
}

/** As the simulated carrier's usual journey has it, milliseconds. */
const journey = [
  { after: 80, status: 'sent' },
  { after: 250, status: 'delivered' },
] as const

export async function startCarrierFront(account: CarrierAccount): Promise<CarrierFront> {
  const arrivals = createArrivals<number>('at the carrier')
  const delays = new Map<string, number>()
  const underWay = new Set<Promise<void>>()

  async function takeText(form: URLSearchParams, response: ServerResponse): Promise<void> {
    const [from, to, body] = ['From', 'To', 'Body'].map((name) => form.get(name) ?? '')
    arrivals.note(body ?? '', performance.now())
    const delay = delays.get(from ?? '') ?? 0
    if (delay > 0) await pause(delay)
    const sid = newSid()
    const message = { sid, from, to, body, status: 'queued', direction: 'outbound-api' }
    answer(response, 201, JSON.stringify({ ...message, num_media: '0', error_code: null }))
    await callBack(form.get('StatusCallback') ?? '', sid)
  }

  async function callBack(url: string, sid: string): Promise<void> {
    for (const { after, status } of journey) {
      await pause(after)
      await postSigned(account, url, { MessageSid: sid, MessageStatus: status })
    }
  }

  async function forward(request: IncomingMessage, body: Buffer, response: ServerResponse) {
    const { method = 'GET', headers, url = '/' } = request
    const answered = await fetch(`${account.url}${url}`, {
      method,
      headers: {
        authorization: headers.authorization ?? '',
        'content-type': headers['content-type'] ?? 'application/json',
      },
      ...(method === 'GET' ? {} : { body: new Uint8Array(body) }),
    })
    answer(response, answered.status, await answered.text())
  }

  const server = createServer(async (request, response) => {
    const body = await buffer(request)
    const isText = request.method === 'POST' && request.url?.endsWith('/Messages.json') === true
    if (!isText) return await forward(request, body, response)
    const taking = takeText(new URLSearchParams(body.toString()), response)
    underWay.add(taking)
    await taking.finally(() => underWay.delete(taking))
  })
  const port = await listen(server, '127.0.0.1', 0)
  return {
    url: `http://127.0.0.1:${port}`,
    arrived: async (text) => await arrivals.of(text),
    slowDown: (from, delayMs) => void delays.set(from, delayMs),
    idle: async () => void (await Promise.all(underWay)),
    [Symbol.asyncDispose]: async () => await close(server, 0),
  }
}

/** Posts a webhook as the provider does, signed by its own library. @throws Error when it is not accepted */
export async function postSigned(
  { accountSid, authToken }: CarrierAccount,
  url: string,
  fields: Readonly<Record<string, string>>,
): Promise<void> {
  const form = { AccountSid: accountSid, ApiVersion: '2010-04-01', ...fields }
  const response = await fetch(url, {
    method: 'POST',
    headers: { 'x-twilio-signature': getExpectedTwilioSignature(authToken, url, form) },
    body: new URLSearchParams(form),
  })
  await response.arrayBuffer()
  if (!response.ok) throw new Error(`A webhook was answered ${response.status}`)
}

export function newSid(): string {
  return `SM${randomBytes(16).toString('hex')}`
}

function answer(response: ServerResponse, status: number, body: string): void {
  response.writeHead(status, { 'content-type': 'application/json' }).end(body)
}
