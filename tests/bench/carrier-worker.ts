// The carrier front's thread, see carrier-front.ts: its work is not the client's.
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import { buffer } from 'node:stream/consumers'
import { setTimeout as pause } from 'node:timers/promises'
import { parentPort, workerData } from 'node:worker_threads'
import { exchange } from '../../src/lib/http.ts'
import { listen } from '../../src/lib/listen.ts'
import type { FromFront, ToFront } from './carrier-front.ts'
import { type CarrierAccount, newSid, postSigned } from './webhook.ts'

/**
 * Milliseconds. A phone network takes a second or more to say what became of a text: most of a round's texts are
 * with the carrier by then, and telling states is timed apart.
 */
const journey = [
  { after: 2000, status: 'sent' },
  { after: 250, status: 'delivered' },
] as const

const account = workerData as CarrierAccount
const delays = new Map<string, number>()
const underWay = new Set<Promise<void>>()
const say = (message: FromFront) => parentPort?.postMessage(message)

async function takeText(form: URLSearchParams, response: ServerResponse): Promise<void> {
  const [from, to, body] = ['From', 'To', 'Body'].map((name) => form.get(name) ?? '')
  say({ kind: 'text', text: body ?? '', at: process.hrtime.bigint() })
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
  const answered = await exchange(`${account.url}${url}`, {
    method: method as 'GET' | 'POST' | 'DELETE',
    headers: {
      authorization: headers.authorization ?? '',
      'content-type': headers['content-type'] ?? 'application/json',
    },
    timeoutMs: 60_000,
    ...(method === 'GET' ? {} : { body }),
  })
  answer(response, answered.status, answered.body.toString())
}

function answer(response: ServerResponse, status: number, body: string): void {
  response.writeHead(status, { 'content-type': 'application/json' }).end(body)
}

const server = createServer(async (request, response) => {
  const body = await buffer(request)
  const isText = request.method === 'POST' && request.url?.endsWith('/Messages.json') === true
  if (!isText) return await forward(request, body, response)
  const taking = takeText(new URLSearchParams(body.toString()), response)
  underWay.add(taking)
  await taking.finally(() => underWay.delete(taking))
})

parentPort?.on('message', async (message: ToFront) => {
  if (message.kind === 'slowDown') return void delays.set(message.from, message.delayMs)
  await Promise.all(underWay)
  say({ kind: 'idle' })
})
const port = await listen(server, '127.0.0.1', 0)
say({ kind: 'listens', url: `http://127.0.0.1:${port}` })
