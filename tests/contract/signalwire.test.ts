import { getExpectedTwilioSignature } from 'twilio/lib/webhooks/webhooks.js'
import { describe, expect, it } from 'vitest'
import { signalwire } from '../../bridges/sms/twilio/signalwire.ts'
import type { WebhookRequest } from '../../src/core/carrier.ts'
import { carrierSuite } from './carrier-suite.ts'
import { json } from './told-provider.ts'
import {
  type Adapter,
  type Answer,
  errorOf,
  from,
  key,
  message,
  shown,
  startProvider,
  startTreating,
  webhook,
} from './twilio/provider.ts'

const projectId = 'ea108133-d6b3-407c-9536-9fad8a929a6a'
const apiToken = 'PT-token-that-nobody-may-see'
const signingKey = 'PSK-key-that-nobody-may-see'
const account = `/api/laml/2010-04-01/Accounts/${projectId}`

const adapterAt: Adapter = (url, options) =>
  signalwire({
    id: 'main',
    space: 'example',
    projectId,
    apiToken,
    signingKey,
    webhook,
    apiBase: `${url}/api/laml`,
    ...options,
  })
const carrier = adapterAt('http://127.0.0.1:9', {})

/** As its documentation describes them. */
const text = {
  MessageSid: '0a059168-ead0-41af-9d1f-343dae832527',
  AccountSid: projectId,
  From: '+15558675310',
  To: from,
  Body: 'Hi',
  NumMedia: '0',
}
const picture = {
  ...text,
  NumMedia: '1',
  MediaUrl0: 'https://files.example.com/unguessable',
  MediaContentType0: 'image/jpeg',
}
const state = { ...text, From: from, To: text.From, MessageStatus: 'delivered', NumSegments: '1' }

function signed(
  form: Readonly<Record<string, string>>,
  url = webhook,
  header = 'x-signalwire-signature',
): WebhookRequest {
  return {
    url,
    headers: { [header]: getExpectedTwilioSignature(signingKey, url, form) },
    body: Buffer.from(new URLSearchParams(form).toString()),
    ...(url === webhook ? {} : { key }),
  }
}

const start = (answer: Answer) => startProvider(answer, {}, adapterAt)
const request = signed(text)
const stateUrl = `${webhook}/${key}`

carrierSuite({
  name: 'signalwire',
  open: async () => await startTreating(adapterAt),
  secrets: [apiToken, signingKey],
  webhooks: {
    carrier,
    texts: () => [request, signed(picture), signed(text, webhook, 'x-twilio-signature')],
    states: () =>
      ['queued', 'initiated', 'sending', 'sent', 'delivered', 'undelivered', 'failed'].map(
        (MessageStatus) => signed({ ...state, MessageStatus }, stateUrl),
      ),
    sign: (body) => {
      const form = Object.fromEntries(new URLSearchParams(Buffer.from(body).toString('utf8')))
      return { ...signed(form), body: Buffer.from(new URLSearchParams(form).toString()) }
    },
    spoilt: () => ({
      missing: { ...request, headers: {} },
      wrong: { ...request, headers: { 'x-signalwire-signature': 'RSOYDt4T1cUTdK1PDd93/VVr8B8=' } },
      'right in the other header only': {
        ...request,
        headers: {
          'x-signalwire-signature': 'RSOYDt4T1cUTdK1PDd93/VVr8B8=',
          'x-twilio-signature': request.headers['x-signalwire-signature'],
        },
      },
      'of the token': {
        ...request,
        headers: { 'x-signalwire-signature': getExpectedTwilioSignature(apiToken, webhook, text) },
      },
      'of another body': { ...request, body: signed(picture).body },
    }),
  },
})

describe('signalwire', () => {
  it('is asked in the space of the account', async () => {
    await using provider = await start((_, response) =>
      json(response, 201, shown({ num_segments: 1, price: 0.005 })),
    )
    const media = [{ url: 'https://here.example/1', type: 'image/png' }]
    expect(await provider.carrier.send({ ...message, media })).toEqual({ id: 'SM1', state: 'sent' })
    expect(provider.asked).toEqual([
      {
        method: 'POST',
        url: `${account}/Messages.json`,
        authorization: `Basic ${Buffer.from(`${projectId}:${apiToken}`).toString('base64')}`,
        form: {
          From: from,
          To: message.to,
          Body: message.text,
          MediaUrl: 'https://here.example/1',
          StatusCallback: stateUrl,
        },
      },
    ])
  })

  it('says what it can do, smaller pictures and no balance', () => {
    expect(carrier.balance).toBeUndefined()
    expect(carrier.capabilities).toMatchObject({
      registration: 'us10dlc',
      mediaOut: { maxBytes: 750_000, maxCount: 8 },
    })
  })

  it('tells where pictures are, and gets states with the text’s key', () => {
    expect(carrier.receive(signed(picture))).toMatchObject([
      { id: text.MessageSid, media: [{ url: picture.MediaUrl0, type: 'image/jpeg' }] },
    ])
    expect(carrier.receive(signed(state, stateUrl))).toEqual([
      { kind: 'receipt', id: text.MessageSid, key, state: 'delivered' },
    ])
  })

  it('lists page by page, below its own path', async () => {
    const at = 'Mon, 13 Aug 2018 21:38:46 +0000'
    await using provider = await start((asked, response) => {
      const next = asked.url.includes('Page=1') ? null : `${account}/Messages.json?Page=1`
      const item = shown({ num_media: 0, date_created: at, error_code: null })
      json(response, 200, { messages: [item], next_page_uri: next })
    })
    const found = await Array.fromAsync(provider.carrier.list?.(new Date(at)) ?? [])
    expect(found).toHaveLength(2)
    expect(provider.asked[1]?.url).toBe(`${account}/Messages.json?Page=1`)
  })

  it('finds numbers of the kinds that it sells, without prices', async () => {
    await using provider = await start((asked, response) => {
      const available_phone_numbers = asked.url.includes('/Local.json')
        ? [{ phone_number: '+12532186751', region: 'WA', capabilities: { SMS: true, MMS: true } }]
        : []
      json(response, 200, { available_phone_numbers })
    })
    const offers = await provider.carrier.numbers?.search({ country: 'US', limit: 5 })
    expect(offers).toEqual([{ number: '+12532186751', place: 'WA', abilities: ['sms', 'mms'] }])
    expect(provider.asked.map(({ url }) => url.split('?')[0])).toEqual([
      `${account}/AvailablePhoneNumbers/US/Local.json`,
      `${account}/AvailablePhoneNumbers/US/TollFree.json`,
    ])
  })

  it.each([
    ['4001', 'account'],
    ['21408', 'account'],
    ['21606', 'landline'],
    ['21612', 'content'],
    ['21717', 'unregistered'],
    ['22121', 'account'],
    ['30009', 'unreachable'],
    ['90000', 'content'],
    ['20429', 'rate-limited'],
  ])('means by %s what its own documentation says: %s', async (code, meaning) => {
    const answer = { errors: [{ code, message: 'provider detail' }] }
    await using provider = await start((_, response) => json(response, 422, answer))
    const error = await errorOf(provider.carrier.send(message))
    expect(error).toMatchObject({ code: meaning, providerCode: code, maybeSent: false })
    expect(error.message).toMatch(/^[A-Z].*\.$/)
  })
})
