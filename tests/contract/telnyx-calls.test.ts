import { fc } from '@fast-check/vitest'
import { describe, expect, it } from 'vitest'
import {
  accepted,
  apiKey,
  errorOf,
  from,
  key,
  message,
  startProvider,
  webhook,
} from './telnyx/adapter.ts'
import { json } from './told-provider.ts'

const startAccepting = async (change: object = {}, options: object = {}) =>
  await startProvider((_, response) => json(response, 200, accepted(change)), options)

describe('a text', () => {
  it('is sent with its key in the address of its own states', async () => {
    await using provider = await startAccepting()
    expect(await provider.carrier.send(message)).toEqual({ id: 'message-1', state: 'sent' })
    expect(provider.asked).toEqual([
      {
        method: 'POST',
        url: '/v2/messages',
        authorization: `Bearer ${apiKey}`,
        body: { from, to: message.to, text: message.text, webhook_url: `${webhook}/${key}` },
      },
    ])
  })

  it('is sent by the messaging profile that is configured', async () => {
    await using provider = await startAccepting({}, { messagingProfileId: 'profile-1' })
    await provider.carrier.send(message)
    expect(provider.asked[0]?.body).toMatchObject({ messaging_profile_id: 'profile-1' })
  })

  it('goes to short codes as well', async () => {
    await using provider = await startAccepting()
    await provider.carrier.send({ ...message, to: '72345' })
    expect(provider.asked[0]?.body).toMatchObject({ to: '72345' })
  })

  it('takes pictures along, with or without words', async () => {
    await using provider = await startAccepting()
    const media = [1, 2].map((n) => ({
      url: `https://texts.example.org/media/${n}`,
      type: 'image/png',
    }))
    const media_urls = media.map(({ url }) => url)
    await provider.carrier.send({ ...message, media })
    await provider.carrier.send({ ...message, text: '', media })
    const [first, second] = provider.asked.map(({ body }) => body)
    expect(first).toMatchObject({ text: message.text, media_urls })
    expect(second).toMatchObject({ media_urls })
    expect(second).not.toHaveProperty('text')
  })

  it('that fails at once tells why', async () => {
    const to = [{ phone_number: message.to, status: 'sending_failed' }]
    await using provider = await startAccepting({ to, errors: [{ code: '40001', title: 'x' }] })
    expect(await provider.carrier.send(message)).toEqual({
      id: 'message-1',
      state: 'failed',
      code: '40001',
      reason: 'This number is a landline or can not receive texts.',
    })
  })

  it.each([
    ['queued', 'sent'],
    ['sending', 'sent'],
    ['delivery_unconfirmed', 'sent'],
    ['never heard of', 'sent'],
    ['delivered', 'delivered'],
    ['delivery_failed', 'failed'],
  ])('asked for while %s is %s', async (status, state) => {
    const to = [{ phone_number: message.to, status }]
    await using provider = await startAccepting({ id: 'a/b', to })
    expect(await provider.carrier.state('a/b')).toMatchObject({ kind: 'receipt', id: 'a/b', state })
    expect(provider.asked[0]).toMatchObject({ method: 'GET', url: '/v2/messages/a/b' })
  })

  it('that the provider has no more is not found', async () => {
    await using provider = await startProvider((_, response) => json(response, 404, ''))
    expect(await errorOf(provider.carrier.state('x'))).toMatchObject({ code: 'not-found' })
  })
})

describe('a text’s length', () => {
  it.each([
    ['of plain letters', 'a', 1530],
    ['of letters that the phone network knows', 'Ä', 1530],
    ['of letters that take the place of two', '[', 765],
    ['of other letters', 'ש', 670],
    ['of a letter that only other providers know', '€', 670],
  ])('%s is limited to what ten parts hold', async (_, letter, most) => {
    await using provider = await startAccepting()
    await provider.carrier.send({ ...message, text: letter.repeat(most) })
    const error = await errorOf(
      provider.carrier.send({ ...message, text: letter.repeat(most + 1) }),
    )
    expect(error).toMatchObject({ code: 'content', maybeSent: false, isRetryable: false })
    expect(error.message).toMatch(/^This text counts \d+ characters; the carrier takes \d+.*\.$/)
    expect(provider.asked, 'the longer one did not get there').toHaveLength(1)
  })

  it('does not matter beside pictures', async () => {
    await using provider = await startAccepting()
    const media = [{ url: 'https://texts.example.org/media/1', type: 'image/png' }]
    await provider.carrier.send({ ...message, text: 'ש'.repeat(1000), media })
    expect(provider.asked).toHaveLength(1)
  })

  it('is checked without an end, and lets through everything that is short', async () => {
    await using provider = await startAccepting()
    const { maxTextLength } = provider.carrier.capabilities
    await fc.assert(
      fc.asyncProperty(fc.string({ unit: 'binary', maxLength: 300 }), async (text) => {
        const sent = provider.asked.length
        await provider.carrier.send({ ...message, text })
        expect(provider.asked).toHaveLength(sent + 1)
      }),
      { numRuns: 50 },
    )
    const error = await errorOf(
      provider.carrier.send({ ...message, text: 'a'.repeat(maxTextLength * 1000) }),
    )
    expect(error.code).toBe('content')
  })
})

it('can do what it says', async () => {
  await using provider = await startAccepting()
  const { carrier } = provider
  expect(carrier.capabilities).toMatchObject({
    receipts: 'final',
    mediaIn: true,
    optOut: 'carrier',
    registration: 'us10dlc',
    signature: 'ed25519',
    idempotentSend: false,
    settleTime: 20_000,
  })
  expect(carrier.capabilities.mediaOut?.maxBytes).toBeLessThan(1_000_000)
  expect(carrier).not.toHaveProperty('list')
})

it('tells the balance', async () => {
  const data = { record_type: 'balance', balance: '-0.5', credit_limit: '100.00', currency: 'USD' }
  await using provider = await startProvider((_, response) => json(response, 200, { data }))
  expect(await provider.carrier.balance()).toEqual({ amount: -5000, currency: 'USD' })
  expect(provider.asked[0]).toMatchObject({ method: 'GET', url: '/v2/balance' })
})
