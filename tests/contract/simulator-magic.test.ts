import { afterAll, beforeAll, describe, expect, it } from 'vitest'
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

describe('magic numbers', () => {
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

  const send = (to: string, text = 'hello') =>
    adapterOf(simulator, bridge.url).send({ from, to: phone(to), text, key })
  const webhooksOf = (id: string) =>
    bridge.posted
      .filter(({ form }) => form['MessageSid'] === id)
      .map(({ form }) => [form['MessageStatus'] ?? form['Body'], form['ErrorCode']])
  const replies = async (to: string) =>
    (await simulator.messages(to)).filter(({ direction }) => direction === 'in')

  it.each([
    ['+15005550001', '21211'],
    ['+15005550002', '21612'],
    ['+15005550003', '21408'],
    ['+15005550004', '21610'],
    ['+15005550009', '21614'],
  ])('%s is refused at once with %s and leaves no message', async (to, providerCode) => {
    await expect(send(to)).rejects.toMatchObject({ providerCode, maybeSent: false })
    expect(await simulator.messages(to)).toEqual([])
  })

  it.each([
    ['+15005550007', '30007'],
    ['+15005550013', '30034'],
    ['+15005550014', '30006'],
  ])('%s is accepted and then undelivered with %s', async (to, code) => {
    const { id } = await send(to)
    await until('the failure', () => webhooksOf(id).length === 2)
    expect(webhooksOf(id)).toEqual([
      ['sent', undefined],
      ['undelivered', code],
    ])
    expect(await simulator.messages(to)).toMatchObject([
      { status: 'undelivered', errorCode: Number(code) },
    ])
  })

  it('answers after delivery', async () => {
    await send('+15005550008')
    await until('an answer', async () => (await replies('+15005550008')).length === 1)
    expect(await replies('+15005550008')).toMatchObject([{ text: 'Got it, thanks!', to: from }])
  })

  it('echoes the same text', async () => {
    await send('+15005550010', 'à bientôt 🐌')
    await until('an echo', async () => (await replies('+15005550010')).length === 1)
    expect(await replies('+15005550010')).toMatchObject([{ text: 'à bientôt 🐌' }])
  })

  it('delivers to the slow one long after an ordinary text, and to the dead one never', async () => {
    const slow = await send('+15005550011')
    const never = await send('+15005550012')
    await until('sent', () => webhooksOf(slow.id).length + webhooksOf(never.id).length === 2)
    const usual = await send('+13035550142')
    await until('the usual', () => webhooksOf(usual.id).length === 2)
    expect(webhooksOf(slow.id)).toEqual([['sent', undefined]])
    await until('the slow one', () => webhooksOf(slow.id).length === 2)
    expect(webhooksOf(never.id)).toEqual([['sent', undefined]])
  })

  it('reports everything about the doubled one twice', async () => {
    const { id } = await send('+15005550015')
    await until(
      'an answer',
      async () => (await replies('+15005550015'))[0]?.handover === 'accepted',
    )
    const [reply] = await replies('+15005550015')
    expect(webhooksOf(id).map(([state]) => state)).toEqual([
      'sent',
      'sent',
      'delivered',
      'delivered',
    ])
    expect(webhooksOf(reply?.sid ?? '')).toHaveLength(2)
  })

  it('reports delivered before sent where the order is to be wrong', async () => {
    const { id } = await send('+15005550016')
    await until('both', () => webhooksOf(id).length === 2)
    expect(webhooksOf(id).map(([state]) => state)).toEqual(['delivered', 'sent'])
  })

  it('offers a number that is sold meanwhile', async () => {
    const { numbers } = adapterOf(simulator, bridge.url)
    const offered = await numbers.search({ country: 'US', pattern: '202', limit: 100 })
    expect(offered.map(({ number }) => number)).toContain('+12025550142')
    await expect(numbers.buy(phone('+12025550142'))).rejects.toMatchObject({ code: 'number-gone' })
  })

  it('are all told to the page', async () => {
    const { magicNumbers } = await simulator.state()
    expect(magicNumbers).toHaveLength(17)
  })
})

describe('STOP', () => {
  it('keeps texts from a phone until START, says so to it, and reaches the bridge itself', async () => {
    await using simulator = await testSimulator()
    await using bridge = await testBridge()
    const from = await ownNumber(simulator, bridge.url)
    const ada = phone('+13035550142')
    const send = () => adapterOf(simulator, bridge.url).send({ from, to: ada, text: 'hi', key })

    await simulator.text(ada, from, ' stop ')
    await expect(send()).rejects.toMatchObject({ code: 'opted-out' })
    await simulator.text(ada, from, 'Start')
    await expect(send()).resolves.toMatchObject({ state: 'sent' })
    await until('both words', () => bridge.posted.filter(({ form }) => form['Body']).length === 2)
    const told = (await simulator.messages(ada)).filter(({ direction }) => direction === 'out')
    expect(told.map(({ text }) => text.slice(0, 32))).toEqual([
      'You have successfully been unsub',
      'You have successfully been re-su',
      'hi',
    ])
  })
})
