import { createServer } from 'node:http'
import twilio from 'twilio'
import { describe, expect, it } from 'vitest'
import { close, listen } from '../../src/lib/listen.ts'
import { ownNumber } from '../support/own-number.ts'
import { testBridge, testSimulator } from '../support/simulator.ts'
import { until } from '../support/wait.ts'

const ada = '+13035550142'
const ben = '+447700900917'

it('are signed so that the official package accepts them, and only as they are', async () => {
  await using simulator = await testSimulator()
  await using bridge = await testBridge()
  const client = twilio(simulator.accountSid, simulator.authToken)
  client.api.baseUrl = simulator.url
  const smsUrl = `${bridge.url}/texts?a=b%20c`
  const { phoneNumber: number } = await client.incomingPhoneNumbers.create({
    phoneNumber: '+12125550101',
    smsUrl,
  })
  await simulator.text('+13035550142', number, 'Grüße & = 100 % 🎈\nنعم')
  const picture = { type: 'image/png', base64: 'AAAA' }
  await simulator.text('+13035550142', number, '', [picture, picture])
  const statusCallback = `${bridge.url}/state`
  await client.messages.create({ from: number, to: '+13035550142', body: 'x', statusCallback })
  await until('four webhooks', () => bridge.posted.length === 4)

  for (const { url, headers, form } of bridge.posted) {
    const signature = String(headers['x-twilio-signature'])
    const judge = (given: Record<string, string>) =>
      twilio.validateRequest(simulator.authToken, signature, bridge.url + url, given)
    expect(headers['content-type']).toContain('application/x-www-form-urlencoded')
    expect(headers['i-twilio-idempotency-token']).toMatch(/^[0-9a-f-]{36}$/)
    expect(judge(form)).toBe(true)
    expect(judge({ ...form, From: '+1' })).toBe(false)
  }
  expect(bridge.posted.map(({ url, form }) => [url, form['MessageStatus']])).toEqual(
    expect.arrayContaining([
      ['/texts?a=b%20c', undefined],
      ['/state', 'sent'],
      ['/state', 'delivered'],
    ]),
  )
  expect(bridge.posted.find(({ url }) => url.startsWith('/texts'))?.form).toMatchObject({
    From: '+13035550142',
    To: number,
    Body: 'Grüße & = 100 % 🎈\nنعم',
    NumMedia: '0',
    NumSegments: '1',
    ToCity: 'NEW YORK',
    AccountSid: simulator.accountSid,
  })
  const withPictures = bridge.posted.find(({ form }) => form['NumMedia'] === '2')
  expect(withPictures?.form).toMatchObject({
    Body: '',
    MediaContentType1: 'image/png',
    MediaUrl1: expect.stringMatching(/\/Messages\/MM\w{32}\/Media\/ME\w{32}$/),
  })
})

describe('the order of texts', () => {
  it('is kept within a chat, however slowly one is answered, while other chats go on', async () => {
    await using simulator = await testSimulator()
    await using bridge = await testBridge()
    const number = await ownNumber(simulator, bridge.url)
    const texts = Array.from({ length: 8 }, (_, index) => `text ${index}`)
    let open = () => {}
    const gate = new Promise<void>((resolve) => {
      open = resolve
    })
    bridge.answer = async ({ form }) => {
      if (form['Body'] === 'text 0') await gate
      return 204
    }
    for (const text of texts) await simulator.text(ada, number, text)
    await simulator.text(ben, number, 'meanwhile')
    await until('the other chat', () => bridge.posted.some(({ form }) => form['From'] === ben))
    expect(bridge.posted.filter(({ form }) => form['From'] === ada)).toHaveLength(1)
    open()
    await until('all', () => bridge.posted.length === 9)
    const ofAda = bridge.posted.filter(({ form }) => form['From'] === ada)
    expect(ofAda.map(({ form }) => form['Body'])).toEqual(texts)
  })
})

describe('repeats of a webhook', () => {
  it('come once after a connection that was cut, with the same idempotency token', async () => {
    await using simulator = await testSimulator()
    await using bridge = await testBridge()
    const number = await ownNumber(simulator, bridge.url)
    bridge.answer = () => 'cut'
    await simulator.text(ada, number, 'hello')
    await until('giving up', async () => (await simulator.messages())[0]?.handover === 'lost')
    expect(bridge.posted).toHaveLength(2)
    expect(
      new Set(bridge.posted.map(({ headers }) => headers['i-twilio-idempotency-token'])).size,
    ).toBe(1)
  })

  it('do not come after an answer, whatever it is', async () => {
    await using simulator = await testSimulator()
    await using bridge = await testBridge()
    const number = await ownNumber(simulator, bridge.url)
    bridge.answer = () => 500
    await simulator.text(ada, number, 'one')
    await simulator.text(ada, number, 'two')
    await until('both', async () =>
      (await simulator.messages()).every(({ handover }) => handover === 'refused'),
    )
    expect(bridge.posted.map(({ form }) => form['Body'])).toEqual(['one', 'two'])
  })

  it('reach a server that begins to listen meanwhile', async () => {
    await using simulator = await testSimulator()
    const port = await freePort()
    const number = await ownNumber(simulator, `http://127.0.0.1:${port}/`)
    await simulator.settings({ webhookRetries: 5 })
    await simulator.text(ada, number, 'early')
    await using bridge = await testBridge(port)
    await until('the text', () => bridge.posted.length === 1)
    await until('its state', async () => (await simulator.messages())[0]?.handover === 'accepted')
  })

  it('end when the time for all attempts is over', async () => {
    await using simulator = await testSimulator()
    await using bridge = await testBridge()
    const number = await ownNumber(simulator, bridge.url)
    await simulator.settings({ webhookTimeout: 300, webhookRetries: 5 })
    bridge.answer = () => 'never'
    await simulator.text(ada, number, 'hello')
    await until('giving up', async () => (await simulator.messages())[0]?.handover === 'lost')
    expect(bridge.posted).toHaveLength(1)
  })

  it('come until accepted when the settings are kinder', async () => {
    await using simulator = await testSimulator()
    await using bridge = await testBridge()
    const number = await ownNumber(simulator, bridge.url)
    await simulator.settings({ webhookRetries: 'untilAccepted' })
    bridge.answer = () => (['cut', 503, 204] as const)[bridge.posted.length - 1] ?? 204
    await simulator.text(ada, number, 'hello')
    await until('acceptance', async () => (await simulator.messages())[0]?.handover === 'accepted')
    expect(bridge.posted).toHaveLength(3)
  })
})

async function freePort(): Promise<number> {
  const server = createServer()
  const port = await listen(server, '127.0.0.1', 0)
  await close(server)
  return port
}
