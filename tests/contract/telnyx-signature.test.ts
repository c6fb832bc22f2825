import { fc } from '@fast-check/vitest'
import Telnyx from 'telnyx'
import { describe, expect, it } from 'vitest'
import type { WebhookRequest } from '../../src/core/carrier.ts'
import { adapterAt } from './telnyx/adapter.ts'
import { publicKey, signed } from './telnyx/signer.ts'
import { others, received, stated } from './telnyx/webhooks.ts'

const carrier = adapterAt('http://127.0.0.1:9')
const official = new Telnyx({ apiKey: 'KEY', publicKey, maxRetries: 0 })

function accepts(request: WebhookRequest): boolean {
  try {
    carrier.receive(request)
    return true
  } catch (error) {
    if (Object(error).code === 'unauthorized') return false
    throw error
  }
}

async function officialAccepts({ headers, body }: WebhookRequest): Promise<boolean> {
  const given = Object.fromEntries(
    Object.entries(headers).flatMap(([name, value]) =>
      value === undefined ? [] : [[name, String(value)]],
    ),
  )
  return await official.webhooks
    .unwrap(Buffer.from(body).toString('utf8'), { headers: given })
    .then(
      () => true,
      () => false,
    )
}

const now = () => Math.floor(Date.now() / 1000)
const good = () => signed(received())
const changed = (headers: object) => {
  const request = good()
  return { ...request, headers: { ...request.headers, ...headers } }
}

describe('the provider’s own library agrees with us that a webhook', () => {
  it.each([received(), stated('delivered'), ...others].map((body) => [body]))(
    'is signed: %j',
    async (body) => {
      expect(await officialAccepts(signed(body))).toBe(true)
      expect(accepts(signed(body))).toBe(true)
    },
  )

  it.each([-290, -60, 0, 60, 290])('is in time %i seconds off', async (off) => {
    const request = signed(received(), { time: now() + off })
    expect({ ours: accepts(request), theirs: await officialAccepts(request) }).toEqual({
      ours: true,
      theirs: true,
    })
  })

  it.each<[string, () => WebhookRequest]>([
    ['310 seconds old', () => signed(received(), { time: now() - 310 })],
    ['310 seconds ahead', () => signed(received(), { time: now() + 310 })],
    ['of another time', () => changed({ 'telnyx-timestamp': String(now() - 5) })],
    ['of no time', () => changed({ 'telnyx-timestamp': 'now' })],
    ['of a fraction of a second', () => changed({ 'telnyx-timestamp': `${now()}.5` })],
    ['of an endless time', () => changed({ 'telnyx-timestamp': '9'.repeat(40) })],
    ['without a time', () => changed({ 'telnyx-timestamp': undefined })],
    ['without a signature', () => changed({ 'telnyx-signature-ed25519': undefined })],
    ['with an empty signature', () => changed({ 'telnyx-signature-ed25519': '' })],
    ['with half a signature', () => changed({ 'telnyx-signature-ed25519': 'QUJD' })],
    [
      'with a signature that is no base64',
      () => changed({ 'telnyx-signature-ed25519': '?'.repeat(88) }),
    ],
    [
      'tampered with',
      () => ({ ...good(), body: Buffer.from(JSON.stringify(received({ text: 'Hi' }))) }),
    ],
    [
      'with a space more',
      () => ({ ...good(), body: Buffer.concat([good().body, Buffer.from(' ')]) }),
    ],
  ])('%s is refused', async (_, make) => {
    const request = make()
    expect({ ours: accepts(request), theirs: await officialAccepts(request) }).toEqual({
      ours: false,
      theirs: false,
    })
  })

  it('changed in any one place is refused', async () => {
    const { headers, body } = good()
    const place = fc.integer({ min: 0, max: body.length - 1 })
    await fc.assert(
      fc.asyncProperty(place, fc.integer({ min: 1, max: 127 }), async (at, by) => {
        const spoilt = Uint8Array.from(body)
        spoilt[at] = (spoilt[at] ?? 0) ^ by
        expect(accepts({ url: '', headers, body: spoilt })).toBe(false)
        expect(await officialAccepts({ url: '', headers, body: spoilt })).toBe(false)
      }),
      { numRuns: 30 },
    )
  })

  it('of another account is refused', async () => {
    const key = Buffer.alloc(32, 7).toString('base64')
    const stranger = adapterAt('http://127.0.0.1:9', { publicKey: key })
    expect(() => stranger.receive(good())).toThrow(
      expect.objectContaining({ code: 'unauthorized' }),
    )
    const { headers, body } = good()
    const given = { headers: headers as Record<string, string>, key }
    await expect(official.webhooks.unwrap(Buffer.from(body).toString(), given)).rejects.toThrow()
  })
})

it('refuses headers that come twice', () => {
  const { headers } = good()
  for (const name of ['telnyx-signature-ed25519', 'telnyx-timestamp'] as const) {
    expect(accepts(changed({ [name]: [headers[name], headers[name]] }))).toBe(false)
  }
})

it('verifies bytes, not what they mean: a body that is no text can be signed', () => {
  const request = signed(Uint8Array.from([0xff, 0xfe, 0x00, 0x7c]))
  expect(() => carrier.receive(request)).toThrow(expect.objectContaining({ code: 'malformed' }))
})

it('knows the time by the clock it is given', () => {
  const later = adapterAt('http://127.0.0.1:9', { now: () => Date.now() + 3_600_000 })
  expect(() => later.receive(good())).toThrow(expect.objectContaining({ code: 'unauthorized' }))
  expect(later.receive(signed(received(), { time: now() + 3600 }))).toHaveLength(1)
})
