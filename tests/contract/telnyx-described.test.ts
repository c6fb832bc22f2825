import { spawn } from 'node:child_process'
import { once } from 'node:events'
import path from 'node:path'
import { createInterface } from 'node:readline'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { adapterAt, errorOf, message, phone, type Telnyx } from './telnyx/adapter.ts'

const description = 'tests/fixtures/telnyx/spec3.telnyx-mock.trimmed.json'
const uuid = '182bd5e5-6e1a-4fe4-a799-aa6d9a6ab26e'

/** The provider's own description as a server: refuses what does not fit it, answers with its examples. */
interface Mock extends AsyncDisposable {
  readonly url: string
}

async function startMock(): Promise<Mock> {
  const program = path.resolve('node_modules/@stoplight/prism-cli/dist/index.js')
  const flags = ['mock', '--host', '127.0.0.1', '--port', '0']
  const child = spawn(process.execPath, [program, ...flags, path.resolve(description)], {
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  let url: string | undefined
  for await (const line of createInterface(child.stdout)) {
    url = /listening on (http:\S+)/.exec(line)?.[1]
    if (url !== undefined) break
  }
  child.stdout.resume()
  return {
    url: url ?? '',
    async [Symbol.asyncDispose]() {
      child.kill()
      await once(child, 'exit')
    },
  }
}

let mock: Mock
let carrier: Telnyx
beforeAll(async () => {
  mock = await startMock()
  carrier = adapterAt(mock.url, { orderTime: 50 })
})
afterAll(async () => await mock[Symbol.asyncDispose]())

it('sends and asks as the provider’s description wants it', async () => {
  expect(await carrier.send(message)).toMatchObject({ id: expect.any(String), state: 'sent' })
  const media = [{ url: 'https://texts.example.org/media/1', type: 'image/png' }]
  expect(await carrier.send({ ...message, media })).toMatchObject({ state: 'sent' })
  expect(await carrier.state(uuid)).toMatchObject({ kind: 'receipt' })
})

it('searches, lists, points and releases numbers as the description wants it', async () => {
  const { numbers } = carrier
  const cost = {
    monthly: { amount: 65_400, currency: 'USD' },
    once: { amount: 32_100, currency: 'USD' },
  }
  for (const pattern of ['970', '55098', '5555098', 'Denver']) {
    const query = { country: 'US', pattern, limit: 5 } as const
    const fits = pattern === '55098' || pattern === '5555098' ? '+19705555098' : expect.any(String)
    expect(await numbers.search(query)).toEqual([{ number: fits, ...cost, abilities: [] }])
  }
  expect(await numbers.owned()).toContainEqual({ id: expect.any(String), number: '+19705555098' })
  await numbers.configure('1293384261075731499')
  await numbers.release('1293384261075731499')
})

it('orders as the description wants it; its example stays pending', async () => {
  const buying = errorOf(carrier.numbers.buy(phone('+19705555098')))
  expect(await buying).toMatchObject({ code: 'unavailable', maybeSent: true })
})

it('looks after a messaging profile as the description wants it', async () => {
  expect(await carrier.problem()).toBeUndefined()
  const configured = adapterAt(mock.url, { messagingProfileId: uuid })
  expect(await configured.problem()).toBeUndefined()
  await configured.restore()
})

it('is told when a request does not fit', async () => {
  const error = await errorOf(carrier.state('none'))
  expect(error.maybeSent).toBe(false)
})
