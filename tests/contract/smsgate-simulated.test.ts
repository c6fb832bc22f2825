import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Carrier, CarrierEvent } from '../../src/core/carrier.ts'
import type { MessageKey } from '../../src/core/message.ts'
import { phone } from '../support/own-number.ts'
import { startPrism } from '../support/prism.ts'
import {
  callGateway,
  firstSim,
  listening,
  phoneAdapter,
  secondSim,
} from '../support/simulated-phone.ts'
import {
  type TestBridge,
  type TestSimulator,
  testBridge,
  testSimulator,
} from '../support/simulator.ts'
import { until } from '../support/wait.ts'
import { keptSettings } from './smsgate/gateway.ts'

const ada = phone('+13035550142')
let keys = 0
const newKey = () => {
  keys += 1
  return String(keys).padStart(22, 'k') as MessageKey
}

/** Everything between adapter and simulated phone goes by a proxy that checks the official description. */
describe('the real adapter and the simulated phone', () => {
  const stack = new AsyncDisposableStack()
  let simulator: TestSimulator
  let bridge: TestBridge
  let carrier: Required<Carrier>
  let events: readonly CarrierEvent[]

  beforeAll(async () => {
    simulator = stack.use(await testSimulator())
    bridge = stack.use(await testBridge())
    const prism = stack.use(await startPrism('smsgate/swagger.trimmed.json', simulator.url))
    carrier = phoneAdapter(prism, `${bridge.url}/webhooks/phone/secret`, keptSettings())
    events = listening(bridge, carrier)
    await carrier.numbers.configure(firstSim)
  })
  afterAll(() => stack.disposeAsync())

  const statesOf = (id: string) =>
    events.flatMap((event) => (event.kind === 'receipt' && event.id === id ? [event.state] : []))

  it('carry a text from the SIM of its line to the phone there, and its states back', async () => {
    const key = newKey()
    const text = { from: secondSim, to: ada, text: 'Hello 👋', key }
    const { id } = await carrier.send(text)
    await until('its delivery', () => statesOf(id).includes('delivered'))
    expect(statesOf(id)).toEqual(['sent', 'delivered'])
    expect(events.find((event) => event.kind === 'receipt' && event.id === id)).toMatchObject({
      key,
    })
    expect(await simulator.messages(secondSim)).toMatchObject([
      { direction: 'out', from: secondSim, to: ada, text: 'Hello 👋', status: 'delivered' },
    ])
    expect(await carrier.state(id)).toMatchObject({ id, key, state: 'delivered' })
  })

  it('carry a text once however often it is given', async () => {
    const text = { from: firstSim, to: ada, text: 'only once', key: newKey() }
    const [one, other] = await Promise.all([carrier.send(text), carrier.send(text)])
    expect(other).toEqual(one)
    expect(await carrier.send(text)).toEqual(one)
    await until('its delivery', () => statesOf(one.id).includes('delivered'))
    const sent = (await simulator.messages(firstSim)).filter(
      ({ text: body }) => body === 'only once',
    )
    expect(sent).toHaveLength(1)
  })

  it('count the parts of a long text', async () => {
    const text = { from: firstSim, to: ada, text: 'x'.repeat(400), key: newKey() }
    const { id } = await carrier.send(text)
    await until('its delivery', () => statesOf(id).includes('delivered'))
    expect(statesOf(id)).toEqual(['sent', 'sent', 'sent', 'delivered'])
    expect(await carrier.state(id)).toMatchObject({ state: 'sent' })
  })

  it.each([
    ['+15005550014', /can not take this text/, 'status 65'],
    ['+15005550013', /refused this text/, 'RESULT_NETWORK_REJECT'],
    ['+15005550001', /can not be reached by texts/, 'status 67'],
  ])('tell why a text to %s failed', async (to, reason, code) => {
    const { id } = await carrier.send({ from: firstSim, to, text: 'Hello?', key: newKey() })
    await until('its failure', () => statesOf(id).includes('failed'))
    const failed = { state: 'failed', code, reason: expect.stringMatching(reason) }
    expect(events).toContainEqual(expect.objectContaining({ id, ...failed }))
    expect(await carrier.state(id)).toMatchObject(failed)
  })

  it('carry texts of phones, short codes and names to the line, STOP among them', async () => {
    const from = [ada, '72345', 'ACME', ada]
    const texts = ['Hello', 'Your code is 1', 'Sale', 'STOP']
    for (const [index, text] of texts.entries())
      await simulator.text(from[index] ?? '', firstSim, text)
    await until('all of them', () =>
      texts.every((text) => events.some((event) => isText(event, text))),
    )
    expect(events.filter(({ kind }) => kind === 'text')).toMatchObject([
      { from: ada, to: firstSim, text: 'Hello', media: [] },
      { from: 'short:72345', to: firstSim, text: 'Your code is 1' },
      { from: 'name:ACME', to: firstSim, text: 'Sale' },
      { from: ada, to: firstSim, text: 'STOP' },
    ])
    const answered = (await simulator.messages(ada)).some(({ text }) => /unsubscribed/.test(text))
    expect(answered, 'no network answers for the phone').toBe(false)
  })

  it('report again what came, which is the same as before', async () => {
    const before = events.filter(({ kind }) => kind === 'text')
    await carrier.reportAgain(new Date(Date.now() - 60_000))
    const texts = () => events.filter(({ kind }) => kind === 'text')
    await until('all of them again', () => texts().length === 2 * before.length)
    const ids = (some: readonly CarrierEvent[]) => some.map(({ id }) => id).sort()
    expect(ids(texts().slice(before.length))).toEqual(ids(before))
  })

  it('have no problem while the phone is online', async () => {
    expect(await carrier.problem()).toBeUndefined()
    expect(await Array.fromAsync(carrier.list(new Date(0)))).toEqual([])
  })

  it('keep one webhook for each event, wherever it leads', async () => {
    const moved = phoneAdapter(
      simulator,
      `${bridge.url}/moved/webhooks/phone/secret`,
      keptSettings(),
    )
    await moved.numbers.configure(firstSim)
    const { body } = await callGateway(simulator, 'GET', '/webhooks')
    const urls = (body as { readonly url: string }[]).map(({ url }) => url)
    expect(urls).toHaveLength(7)
    expect(new Set(urls)).toEqual(new Set([`${bridge.url}/moved/webhooks/phone/secret`]))
    await carrier.numbers.configure(firstSim)
  })
})

function isText(event: CarrierEvent, text: string): boolean {
  return event.kind === 'text' && event.text === text
}
