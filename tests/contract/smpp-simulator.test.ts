import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { smpp } from '../../bridges/sms/smpp/smpp.ts'
import type { Carrier, CarrierEvent } from '../../src/core/carrier.ts'
import type { MessageKey } from '../../src/core/message.ts'
import { keptLog } from '../support/kept-log.ts'
import { adapterOf } from '../support/own-number.ts'
import { until } from '../support/wait.ts'
import { failure } from './carrier-suite.ts'
import { account, number, type SimulatedSmsc, startSimulatedSmsc } from './smpp/simulated.ts'
import { memorySettings } from './smpp/world.ts'

const ada = '+12025550123'

let smsc: SimulatedSmsc
let carrier: Carrier
let connected: AsyncDisposable | undefined
let taken: CarrierEvent[]
let told: (string | undefined)[]
let onTake: () => Promise<void>
let serial = 0

const texts = () => taken.flatMap((event) => (event.kind === 'text' ? [event.text] : []))

beforeAll(async () => {
  smsc = await startSimulatedSmsc()
  await connect()
})

afterAll(async () => {
  await connected?.[Symbol.asyncDispose]()
  await smsc[Symbol.asyncDispose]()
})

beforeEach(() => {
  taken = []
  onTake = async () => {}
})

async function connect(change: object = {}): Promise<void> {
  const place = { host: '127.0.0.1', port: smsc.port, numbers: [number], reconnectMs: 20 }
  const options = { id: 'main', settings: memorySettings().open(), ...place, ...account, ...change }
  carrier = smpp(options)
  told = []
  connected = carrier.connect?.({
    async take(events) {
      await onTake()
      taken.push(...events)
    },
    tell: (problem) => void told.push(problem),
    log: keptLog(),
  })
  await until('a word', () => told.length > 0)
}

const send = async (text: string, to = ada) => {
  serial += 1
  const key = `${'A'.repeat(18)}${1000 + serial}` as MessageKey
  return { key, ...(await carrier.send({ from: number, to, text, key })) }
}

describe('the simulated SMSC', () => {
  it.each(['Hi Ada', 'x'.repeat(500), '👋🏽 Grüße '.repeat(40)])(
    'brings "%s" to the phone and tells when it was delivered',
    async (text) => {
      const { key, id } = await send(text)
      expect(await smsc.phones.received(ada, text, 'delivered')).toMatchObject({ from: number })
      await until('the receipt', () => taken.length > 0)
      expect(taken).toEqual([{ kind: 'receipt', id, key, state: 'delivered' }])
    },
  )

  it('brings what phones text, whoever they are and however long it is', async () => {
    const long = 'One (two) three € '.repeat(40)
    for (const text of ['Hello', 'שלום 👋', long]) await smsc.phones.text(ada, number, text)
    for (const sender of ['72345', 'ACME', 'anonymous']) {
      await smsc.phones.text(sender, number, `from ${sender}`)
    }
    await until('the texts', () => texts().length >= 6)
    expect(texts().filter((text) => !text.startsWith('from'))).toEqual(['Hello', 'שלום 👋', long])
    expect(taken).toEqual(
      expect.arrayContaining([
        expect.objectContaining({ from: ada, to: number, text: 'Hello' }),
        expect.objectContaining({ from: 'short:72345', text: 'from 72345' }),
        expect.objectContaining({ from: 'name:ACME', text: 'from ACME' }),
        expect.objectContaining({ from: 'withheld', text: 'from anonymous' }),
      ]),
    )
  })

  it('brings a text until it is taken', async () => {
    let count = 0
    onTake = async () => {
      count += 1
      if (count < 3) throw new Error('The disk is full')
    }
    await smsc.phones.text(ada, number, 'again and again')
    await until('the text', () => texts().length > 0)
    expect([texts(), count]).toEqual([['again and again'], 3])
  })

  it('keeps what phones text while nobody is bound', async () => {
    await connected?.[Symbol.asyncDispose]()
    await smsc.phones.text(ada, number, 'later')
    await smsc.phones.text(ada, number, 'and later')
    await connect()
    await until('the texts', () => texts().length > 1)
    expect(texts()).toEqual(['later', 'and later'])
  })

  it.each([
    ['+15005550001', { code: 'invalid-recipient' }],
    ['+15005550002', { code: 'unknown' }],
    ['+15005550004', { code: 'blocked' }],
    ['+15005550009', { code: 'invalid-recipient' }],
  ])('refuses texts to %s at once', async (to, expected) => {
    expect(await failure(send('Hi', to))).toMatchObject({ maybeSent: false, ...expected })
  })

  it.each([
    ['+15005550014', { state: 'failed', code: 'UNDELIV 006' }],
    ['+15005550012', undefined],
  ])('tells what became of a text to %s', async (to, expected) => {
    const { key } = await send('Hi', to)
    await smsc.phones.received(to, 'Hi', expected === undefined ? 'sent' : 'undelivered')
    if (expected === undefined) return expect(taken).toEqual([])
    await until('the receipt', () => taken.length > 0)
    expect(taken).toMatchObject([{ key, ...expected }])
  })

  it('lets a phone answer, also STOP, without a word of its own', async () => {
    await send('Are you there?', '+15005550010')
    await until('the echo', () => texts().includes('Are you there?'))
    await smsc.phones.text(ada, number, 'STOP')
    await until('the text', () => texts().includes('STOP'))
    const { state } = await send('After that')
    expect(state).toBe('sent')
    await smsc.phones.received(ada, 'After that', 'delivered')
    const answers = (await smsc.phones.messages()).filter(({ text }) =>
      text.includes('unsubscribed'),
    )
    expect(answers).toEqual([])
  })

  it('has weather', async () => {
    await smsc.phones.configure({ rateLimitPercent: 100 })
    expect(await failure(send('Hi'))).toMatchObject({ code: 'rate-limited', isRetryable: true })
    await smsc.phones.configure({ rateLimitPercent: 0, errorPercent: 100 })
    expect(await failure(send('Hi'))).toMatchObject({ code: 'unavailable', isRetryable: true })
    await smsc.phones.configure({ errorPercent: 0, resetPercent: 100 })
    expect(await failure(send('Hi'))).toMatchObject({ maybeSent: true })
    await smsc.phones.configure({ resetPercent: 0 })
    await until('a new session', () => told.at(-1) === undefined)
    expect((await send('Hi')).state).toBe('sent')
  })

  it('lets nobody in who does not know the password, or from another number', async () => {
    await connected?.[Symbol.asyncDispose]()
    await connect({ password: 'wrong' })
    expect(told.at(-1)).toBe('The SMSC does not accept systemId and password.')
    await connected?.[Symbol.asyncDispose]()
    await connect({ systemId: 'somebody' })
    expect(told.at(-1)).toBe('The SMSC does not accept systemId and password.')
    await connected?.[Symbol.asyncDispose]()
    await connect()
    const other = { from: ada, to: number, text: 'Hi', key: 'A'.repeat(22) } as never
    expect(await failure(carrier.send(other))).toMatchObject({ code: 'sender-not-ours' })
  })

  it('keeps its numbers from who buys numbers at the REST interface', async () => {
    const rest = adapterOf(smsc.simulator, 'http://127.0.0.1:1/webhook')
    expect(await rest.numbers.owned()).toEqual([])
    const stolen = { from: number, to: ada, text: 'Hi', key: 'A'.repeat(22) as MessageKey }
    expect(await failure(rest.send(stolen))).toMatchObject({ code: 'sender-not-ours' })
  })
})
