import { expect, it } from 'vitest'
import type { CarrierEvent } from '../../src/core/carrier.ts'
import type { MessageKey } from '../../src/core/message.ts'
import type { Country } from '../../src/core/phone.ts'
import { adapterOf, ownNumber, phone } from '../support/own-number.ts'
import { testBridge, testSimulator } from '../support/simulator.ts'
import { until } from '../support/wait.ts'

const ada = phone('+13035550142')
const key = 'AAAAAAAAAAAAAAAAAAAAAA' as MessageKey

it('carries texts and states of the real adapter in both directions', async () => {
  await using simulator = await testSimulator()
  await using bridge = await testBridge()
  const carrier = adapterOf(simulator, bridge.url)
  const received: CarrierEvent[] = []
  bridge.answer = async ({ url, headers, body }) => {
    const callback = url.length > 1 ? { key: url.slice(1) as MessageKey } : {}
    const request = { url: bridge.url + url.replace(/^\/$/, ''), headers, body: Buffer.from(body) }
    received.push(...(await carrier.receive({ ...request, ...callback })))
    return 204
  }
  const from = await ownNumber(simulator, bridge.url)
  const sent = await carrier.send({ from, to: ada, text: 'Hello 👋', key })
  await until('both states', () => received.length === 2)
  const id = await simulator.text(ada, from, 'Hello back')
  await until('the text', () => received.length === 3)

  expect(sent.state).toBe('sent')
  expect(received).toEqual([
    { kind: 'receipt', id: sent.id, state: 'sent', key },
    { kind: 'receipt', id: sent.id, state: 'delivered', key },
    { kind: 'text', id, from: ada, to: from, text: 'Hello back', media: [] },
  ])
  expect(await carrier.state(sent.id)).toMatchObject({ id: sent.id, state: 'delivered' })
})

it('lists what was texted in the order of creation, over many pages', async () => {
  await using simulator = await testSimulator()
  const carrier = adapterOf(simulator, 'http://127.0.0.1:9/hook')
  const from = await ownNumber(simulator, 'http://127.0.0.1:9/hook')
  const texts = Array.from({ length: 230 }, (_, index) => `text ${index}`)
  const start = new Date()
  await Promise.all(texts.map((text) => simulator.text(ada, from, text)))
  await carrier.send({ from, to: ada, text: 'last', key })
  const listed = await Array.fromAsync(carrier.list(start))

  const journal = await simulator.messages()
  expect(listed.map((item) => (item.direction === 'in' ? item.message.text : item.text))).toEqual(
    journal.map(({ text }) => text),
  )
  expect(listed).toHaveLength(231)
})

it('offers, sells, points and takes back numbers, and tells the balance', async () => {
  await using simulator = await testSimulator()
  const carrier = adapterOf(simulator, 'http://127.0.0.1:9/hook')
  const { numbers } = carrier
  const countries = ['US', 'CA', 'GB', 'DE', 'FR', 'SE', 'AU'] as const
  const offers = await Promise.all(
    countries.map((country) => numbers.search({ country, limit: 3 })),
  )
  const before = await carrier.balance()
  const [offer] = await numbers.search({ country: 'GB' as Country, pattern: 'London', limit: 1 })
  const bought = await numbers.buy(phone(offer?.number ?? ''))
  await numbers.configure(bought.id)
  const owned = await numbers.owned()
  const after = await carrier.balance()
  await expect(numbers.buy(bought.number)).rejects.toMatchObject({ code: 'number-gone' })
  await numbers.release(bought.id)
  await numbers.release(bought.id)

  expect(offers.every((some) => some.length === 3 && some[0]?.monthly !== undefined)).toBe(true)
  expect(offer).toMatchObject({ place: 'London', abilities: ['sms'] })
  expect(owned).toEqual([bought])
  expect(before.amount - after.amount).toBe(offer?.monthly?.amount)
  expect(await numbers.owned()).toEqual([])
})

it('sells one number to one of two who want it at the same time', async () => {
  await using simulator = await testSimulator()
  const { numbers } = adapterOf(simulator, 'http://127.0.0.1:9/hook')
  const buying = [1, 2].map(() => numbers.buy(phone('+14155550119')))
  const outcomes = (await Promise.allSettled(buying)).map(({ status }) => status)
  expect(outcomes.sort()).toEqual(['fulfilled', 'rejected'])
  expect(await numbers.owned()).toHaveLength(1)
})
