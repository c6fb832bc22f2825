import { carrierSuite } from './carrier-suite.ts'
import {
  adapterAt,
  deviceId,
  examples,
  password,
  report,
  shown,
  signed,
  signingKey,
} from './smsgate/gateway.ts'
import { json, startTreating } from './told-provider.ts'

const received = report('sms:received')
const request = signed(received)

carrierSuite({
  name: 'smsgate',
  open: async () =>
    await startTreating({
      carrierAt: (url, options) => adapterAt(`${url}/3rdparty/v1`, { deviceId, ...options }),
      textIn: (body) => JSON.parse(body).textMessage.text,
      answers: {
        accept: (response) => json(response, 202, shown('Pending')),
        refuse: (response) => json(response, 400, { message: 'invalid phone number' }),
        busy: (response) => json(response, 429, { message: 'slow down' }, { 'retry-after': '7' }),
        fault: (response) => json(response, 500, { message: 'failed to handle request' }),
      },
    }),
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
