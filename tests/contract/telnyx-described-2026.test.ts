import { existsSync, readFileSync } from 'node:fs'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import Telnyx from 'telnyx'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { z } from 'zod'
import { type Prism, startPrism } from '../support/prism.ts'
import { adapterAt, apiKey, errorOf, message, phone, webhook } from './telnyx/adapter.ts'
import { type FakeTelnyx, startTelnyx } from './telnyx/provider.ts'

/**
 * The provider's newest description states no licence, so it is no part of this repository. Whoever has it
 * names it: the adapter's requests and the answers of the provider in these tests are held against it.
 */
const description = process.env['TELNYX_DESCRIPTION'] ?? ''

let folder: string
let prism: Prism
let provider: FakeTelnyx

describe.skipIf(!existsSync(description))(
  'by the description that TELNYX_DESCRIPTION names',
  () => {
    beforeAll(async () => {
      folder = await mkdtemp(path.join(tmpdir(), 'telnyx-'))
      const file = path.join(folder, 'description.json')
      await writeFile(file, relaxed(readFileSync(description, 'utf8')))
      provider = await startTelnyx()
      prism = await startPrism(file, provider.url)
    })
    afterAll(async () => {
      await prism[Symbol.asyncDispose]()
      await provider[Symbol.asyncDispose]()
      await rm(folder, { recursive: true })
    })

    it('numbers are bought, pointed and released, and text', async () => {
      const carrier = adapterAt(prism.url)
      const [offer] = await carrier.numbers.search({ country: 'US', limit: 5 })
      expect(offer, prism.output()).toMatchObject({ number: '+14155550100' })
      const { id, number } = await carrier.numbers.buy(phone('+14155550100'))
      await carrier.numbers.configure(id)
      expect(await carrier.numbers.owned()).toEqual([{ id, number }])
      const sent = await carrier.send({ ...message, from: number })
      expect(await carrier.state(sent.id)).toMatchObject({ state: 'delivered' })
      expect(await carrier.balance()).toEqual({ amount: 3_000_000, currency: 'USD' })
      expect(await carrier.problem()).toBeUndefined()
      await provider.text('+12025550123', number, 'Nobody is there')
      const missed = await Array.fromAsync(carrier.missed(new Date(Date.now() - 60_000)))
      expect(missed).toMatchObject([{ kind: 'text', to: number, text: 'Nobody is there' }])
      await carrier.numbers.release(id)
    })

    it('what is refused is refused as described', async () => {
      const carrier = adapterAt(prism.url)
      expect(await errorOf(carrier.send(message))).toMatchObject({ code: 'sender-not-ours' })
      const stranger = adapterAt(prism.url, { apiKey: 'KEY-of-somebody-else' })
      expect(await errorOf(stranger.numbers.owned())).toMatchObject({ code: 'unauthorized' })
    })

    it('the provider’s own library understands the provider of these tests', async () => {
      const client = new Telnyx({ apiKey, baseURL: `${prism.url}/v2`, maxRetries: 0 })
      const made = await client.messagingProfiles.create({
        name: 'Official',
        whitelisted_destinations: ['US'],
        webhook_url: webhook,
      })
      expect(made.data).toMatchObject({ name: 'Official' })
      expect((await client.balance.retrieve()).data).toMatchObject({ balance: '300.00' })
    })
  },
)

/** Paths as they are called; an address may be on loopback, and "*" is a destination, as its own words say. */
function relaxed(text: string): string {
  const { paths, ...rest } = z
    .looseObject({ paths: z.record(z.string(), z.unknown()) })
    .parse(JSON.parse(text))
  const called = Object.entries(paths).map(([name, path]) => [`/v2${name}`, path])
  return JSON.stringify(
    { ...rest, servers: [], paths: Object.fromEntries(called) },
    (key, value) =>
      (key === 'format' && value === 'url') || (key === 'pattern' && value === '^[A-Z]{2}$')
        ? undefined
        : value,
  )
}
