import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import type { MessageKey } from '../../src/core/message.ts'
import type { PhoneNumber } from '../../src/core/phone.ts'
import { adapterOf, ownNumber, phone } from '../support/own-number.ts'
import {
  type TestBridge,
  type TestSimulator,
  testBridge,
  testSimulator,
} from '../support/simulator.ts'
import { until } from '../support/wait.ts'

const key = 'AAAAAAAAAAAAAAAAAAAAAA' as MessageKey
const ada = phone('+13035550142')

describe('what goes wrong by the settings', () => {
  const stack = new AsyncDisposableStack()
  let simulator: TestSimulator
  let bridge: TestBridge
  let from: PhoneNumber

  beforeAll(async () => {
    simulator = stack.use(await testSimulator())
    bridge = stack.use(await testBridge())
    from = await ownNumber(simulator, bridge.url)
  })
  afterAll(() => stack.disposeAsync())
  afterEach(() =>
    simulator.settings({
      ...{ delay: 0, errorPercent: 0, rateLimitPercent: 0, resetPercent: 0, timeoutPercent: 0 },
      ...{ duplicatePercent: 0, brokenSignaturePercent: 0, segmentsPerSecond: 0 },
    }),
  )

  const send = (text: string, signal?: AbortSignal) =>
    adapterOf(simulator, bridge.url).send({ from, to: ada, text, key }, signal)
  const accepted = async (text: string) =>
    (await simulator.messages()).filter((message) => message.text === text).length

  it('is an answer that comes late', async () => {
    await simulator.settings({ delay: 150 })
    const start = Date.now()
    await send('late')
    expect(Date.now() - start).toBeGreaterThanOrEqual(140)
  })

  it('is an error, before or after the text was accepted', async () => {
    await simulator.settings({ errorPercent: 100 })
    for (let index = 0; index < 40; index++) {
      await expect(send('error')).rejects.toMatchObject({ maybeSent: true })
    }
    expect(await accepted('error')).toBeGreaterThan(5)
    expect(await accepted('error')).toBeLessThan(35)
  })

  it('is a connection that is cut, before or after the text was accepted', async () => {
    await simulator.settings({ resetPercent: 100 })
    for (let index = 0; index < 40; index++) {
      await expect(send('reset')).rejects.toMatchObject({ maybeSent: true })
    }
    expect(await accepted('reset')).toBeGreaterThan(5)
    expect(await accepted('reset')).toBeLessThan(35)
  })

  it('is a rate limit that says when to come again, and the text was not accepted', async () => {
    await simulator.settings({ rateLimitPercent: 100 })
    await expect(send('limited')).rejects.toMatchObject({
      code: 'rate-limited',
      isRetryable: true,
      maybeSent: false,
      retryAfter: 1000,
    })
    expect(await accepted('limited')).toBe(0)
  })

  it('is no answer although the text was accepted', async () => {
    await simulator.settings({ timeoutPercent: 100 })
    const sending = send('silence', AbortSignal.timeout(300))
    await expect(sending).rejects.toMatchObject({ maybeSent: true })
    expect(await accepted('silence')).toBe(1)
  })

  it('is a webhook that comes twice, with the same token', async () => {
    await simulator.settings({ duplicatePercent: 100 })
    const id = await simulator.text(ada, from, 'twice')
    const webhooks = () => bridge.posted.filter(({ form }) => form['MessageSid'] === id)
    await until('two', () => webhooks().length === 2)
    expect(
      new Set(webhooks().map(({ headers }) => headers['i-twilio-idempotency-token'])).size,
    ).toBe(1)
  })

  it('is a webhook that is signed wrongly', async () => {
    await simulator.settings({ brokenSignaturePercent: 100 })
    await simulator.text(ada, from, 'forged')
    const webhook = await until('it', () =>
      bridge.posted.find(({ form }) => form['Body'] === 'forged'),
    )
    const carrier = adapterOf(simulator, bridge.url)
    const { headers, body } = webhook
    const request = { url: bridge.url, headers, body: Buffer.from(body) }
    expect(() => carrier.receive(request)).toThrow(
      expect.objectContaining({ code: 'unauthorized' }),
    )
  })

  it('is a line that sends so many segments a second while requests are answered at once', async () => {
    await simulator.settings({ segmentsPerSecond: 10 })
    const start = Date.now()
    for (const index of [1, 2, 3, 4, 5]) await send(`queued ${index}`)
    const answered = Date.now() - start
    const queued = (await simulator.messages()).filter(({ text }) => text.startsWith('queued'))
    await until('all', async () =>
      (await simulator.messages()).every(({ status }) => !['queued', 'sending'].includes(status)),
    )
    expect(queued.at(-1)?.status).toBe('queued')
    expect(answered).toBeLessThan(400)
    expect(Date.now() - start).toBeGreaterThanOrEqual(400)
  })
})
