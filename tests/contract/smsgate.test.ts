import type { IncomingMessage, ServerResponse } from 'node:http'
import { z } from 'zod'
import { type CarrierSubject, carrierSuite, type Treatment } from './carrier-suite.ts'
import {
  adapterAt,
  deviceId,
  examples,
  json,
  password,
  report,
  shown,
  signed,
  signingKey,
  startGateway,
} from './smsgate/gateway.ts'

/** A gateway that treats the next text as it is told. */
async function open(): Promise<CarrierSubject> {
  let next: Treatment = 'accept'
  const reached: string[] = []
  const gateway = await startGateway(
    ({ body }, response, request) => {
      if (next !== 'busy' && next !== 'refuse') reached.push(sent.parse(body).textMessage.text)
      answers[next](response, request)
    },
    { deviceId, timeoutMs: 300 },
  )
  return {
    carrier: gateway.carrier,
    reached,
    async treatNext(treatment) {
      next = treatment
      if (treatment === 'away') await gateway[Symbol.asyncDispose]()
    },
    [Symbol.asyncDispose]: async () => {
      if (next !== 'away') await gateway[Symbol.asyncDispose]()
    },
  }
}

const sent = z.object({ textMessage: z.object({ text: z.string() }) })

const answers: Readonly<
  Record<Treatment, (response: ServerResponse, request: IncomingMessage) => void>
> = {
  accept: (response) => json(response, 202, shown('Pending')),
  refuse: (response) => json(response, 400, { message: 'invalid phone number' }),
  busy: (response) => json(response, 429, { message: 'slow down' }, { 'retry-after': '7' }),
  fault: (response) => json(response, 500, { message: 'failed to handle request' }),
  nonsense: (response) => json(response, 200, '<html>'),
  reset: (_, request) => void request.socket.resetAndDestroy(),
  hang: () => {},
  away: () => {},
}

const received = report('sms:received')
const request = signed(received)

carrierSuite({
  name: 'smsgate',
  open,
  secrets: [password, signingKey],
  webhooks: {
    carrier: adapterAt('http://127.0.0.1:9'),
    texts: () => [
      signed(report('sms:received')),
      signed(report('sms:received', { recipient: null, newField: { a: 1 } })),
      signed(report('mms:downloaded')),
      signed(report('mms:downloaded', { body: null, subject: null })),
    ],
    states: () =>
      Object.keys(examples)
        .filter((event) => /^sms:(sent|delivered|failed|cancelled)$/.test(event))
        .map((event) => signed(report(event))),
    sign: (body) => signed(body),
    spoilt: () => ({
      missing: { ...request, headers: {} },
      'without its time': { ...request, headers: { ...request.headers, 'x-timestamp': undefined } },
      'of another key': signed(received, { key: 'another' }),
      'of another body': { ...request, body: signed(report('sms:received')).body },
      'of another time': {
        ...request,
        headers: { ...request.headers, 'x-timestamp': String(Math.floor(Date.now() / 1000) - 7) },
      },
      'of long ago': signed(received, { at: Date.now() - 302_000 }),
      'of the future': signed(received, { at: Date.now() + 302_000 }),
    }),
  },
})
