import { createHmac } from 'node:crypto'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { describe, expect, it } from 'vitest'
import { z } from 'zod'
import { callGateway, firstSim } from '../support/simulated-phone.ts'
import { type TestSimulator, testBridge, testSimulator } from '../support/simulator.ts'
import { until } from '../support/wait.ts'

const ada = '+13035550142'
const message = (change: object = {}) => ({
  id: 'one',
  textMessage: { text: 'Hello' },
  phoneNumbers: [ada],
  ...change,
})

async function stateOf(simulator: TestSimulator, id: string): Promise<string> {
  const { body } = await callGateway(simulator, 'GET', `/messages/${id}`)
  return z.object({ state: z.string() }).parse(body).state
}

async function listen(simulator: TestSimulator, url: string, ...events: string[]): Promise<void> {
  for (const event of events) {
    const { status } = await callGateway(simulator, 'POST', '/webhooks', { id: event, url, event })
    expect(status).toBe(201)
  }
}

describe('the API of the simulated phone', () => {
  it('lets nobody in without the password', async () => {
    await using simulator = await testSimulator()
    const answer = await fetch(`${simulator.url}/3rdparty/v1/messages`)
    expect([answer.status, await answer.json()]).toEqual([
      401,
      { code: 401, message: 'Unauthorized' },
    ])
  })

  it.each([
    ['POST', '/messages', message({ phoneNumbers: [] }), 400, /Empty phone numbers/],
    ['POST', '/messages', message({ phoneNumbers: ['nobody'] }), 400, /invalid phone number/],
    ['POST', '/messages', message({ textMessage: undefined }), 400, /No message content/],
    ['POST', '/messages', message({ textMessage: { text: '' } }), 400, /textMessage.text/],
    ['POST', '/messages', message({ simNumber: 4 }), 400, /simNumber/],
    ['POST', '/messages', message({ deviceId: 'another' }), 400, /record not found/],
    ['POST', '/messages', message({ ttl: 9, validUntil: '2026-01-01T00:00:00Z' }), 400, /conflict/],
    ['GET', '/messages/never', undefined, 404, /not found/],
    ['DELETE', '/messages/never', undefined, 404, /not found/],
    ['GET', '/messages?limit=101', undefined, 400, /limit/],
    ['POST', '/webhooks', { url: 'ftp://x', event: 'sms:sent' }, 400, /url/],
    ['POST', '/webhooks', { url: 'https://x.example', event: 'sms:odd' }, 400, /event/],
    ['POST', '/inbox/refresh', { since: 'yesterday', until: 'today' }, 400, /since/],
    ['GET', '/inbox', undefined, 501, /not implemented/],
  ])('%s %s %o gets %i and why', async (method, target, body, status, why) => {
    await using simulator = await testSimulator()
    const answer = await callGateway(simulator, method, target, body)
    expect(answer).toMatchObject({ status, body: { message: expect.stringMatching(why) } })
  })

  it('knows a text that it has, and lists and takes back what still waits', async () => {
    await using simulator = await testSimulator()
    await simulator.control('PUT', '/gateway', { isOffline: true })
    for (const id of ['one', 'two']) {
      expect(await callGateway(simulator, 'POST', '/messages', message({ id }))).toMatchObject({
        status: 202,
        body: { id, state: 'Pending', recipients: [{ phoneNumber: ada, state: 'Pending' }] },
      })
    }
    expect(await callGateway(simulator, 'POST', '/messages', message())).toMatchObject({
      status: 409,
    })
    const newest = await callGateway(simulator, 'GET', '/messages?limit=1&includeContent=true')
    expect(newest.body).toMatchObject([{ id: 'two', textMessage: { text: 'Hello' } }])
    const taken = await callGateway(simulator, 'DELETE', '/messages/two')
    expect(taken).toMatchObject({ status: 200, body: { state: 'Cancelled' } })
    expect(await callGateway(simulator, 'DELETE', '/messages/two')).toMatchObject({ status: 409 })
    await simulator.control('PUT', '/gateway', { isOffline: false })
    await until('delivery', async () => (await stateOf(simulator, 'one')) === 'Delivered')
    expect(await simulator.messages()).toHaveLength(1)
  })

  it.each([
    ['SIM 3', { simNumber: 3 }, /SIM 3 not found/],
    ['a time that is over', { validUntil: '2026-01-01T00:00:00Z' }, /TTL expired/],
  ])('takes a text for %s and says afterwards that it failed', async (_, change, error) => {
    await using simulator = await testSimulator()
    await callGateway(simulator, 'POST', '/messages', message(change))
    await until('failure', async () => (await stateOf(simulator, 'one')) === 'Failed')
    const { body } = await callGateway(simulator, 'GET', '/messages/one')
    expect(body).toMatchObject({ recipients: [{ error: expect.stringMatching(error) }] })
    expect(await simulator.messages()).toEqual([])
  })

  it('has the bad weather of the rest', async () => {
    await using simulator = await testSimulator()
    await simulator.settings({ rateLimitPercent: 100 })
    const { status } = await callGateway(simulator, 'POST', '/messages', message())
    expect(status).toBe(429)
    await simulator.settings({ rateLimitPercent: 0 })
    expect(await callGateway(simulator, 'GET', '/messages')).toMatchObject({ body: [] })
  })
})

describe('the reports of the simulated phone', () => {
  it('are signed, and repeated with twice the pause until they are accepted', async () => {
    await using simulator = await testSimulator()
    await using bridge = await testBridge()
    await simulator.control('PUT', '/gateway', { retryPause: 60 })
    await listen(simulator, `${bridge.url}/hook`, 'sms:received')
    bridge.answer = () => (['cut', 500, 403, 204] as const)[bridge.posted.length - 1] ?? 204
    await simulator.text(ada, firstSim, 'Grüße 🎈')
    await until('acceptance', () => bridge.posted.length === 4)
    const [first = bridge.posted[0], ...repeats] = bridge.posted
    for (const [index, repeat] of repeats.entries()) {
      expect(repeat.body).toBe(first?.body)
      const pause = repeat.at - (bridge.posted[index]?.at ?? 0)
      expect(pause).toBeGreaterThanOrEqual(60 * 2 ** index - 5)
    }
    for (const { headers, body } of bridge.posted) {
      const signed = `${body}${String(headers['x-timestamp'])}`
      const expected = createHmac('sha256', 'simulated-signing-key').update(signed).digest('hex')
      expect(headers['x-signature']).toBe(expected)
    }
    expect(JSON.parse(first?.body ?? '')).toMatchObject({
      event: 'sms:received',
      webhookId: 'sms:received',
      payload: {
        message: 'Grüße 🎈',
        sender: ada,
        recipient: firstSim,
        simNumber: 1,
        receivedAt: expect.stringMatching(/^\S+:\d\d\.000Z$/),
      },
    })
    await until('an empty queue', async () => (await waiting(simulator)) === 0)
  })

  it('wait while it is offline, when it is seen no more, and come in their order', async () => {
    await using simulator = await testSimulator()
    await using bridge = await testBridge()
    await listen(simulator, bridge.url, 'sms:received')
    await simulator.control('PUT', '/gateway', { isOffline: true })
    for (const text of ['one', 'two', 'three']) await simulator.text(ada, firstSim, text)
    await until('three reports', async () => (await waiting(simulator)) === 3)
    const seen = async () => {
      const { body } = await callGateway(simulator, 'GET', '/devices')
      return z.array(z.object({ lastSeen: z.string() })).parse(body)[0]?.lastSeen
    }
    expect(await seen()).toBe(await seen())
    await simulator.control('PUT', '/gateway', { isOffline: false })
    await until('all of them', () => bridge.posted.length === 3)
    const texts = bridge.posted.map(({ body }) => JSON.parse(body).payload.message)
    expect(texts).toEqual(['one', 'two', 'three'])
  })

  it('and its texts survive a restart', async () => {
    const folder = await mkdtemp(path.join(tmpdir(), 'sim-'))
    const file = path.join(folder, 'kept.db')
    await using bridge = await testBridge()
    {
      await using simulator = await testSimulator({ file })
      await listen(simulator, bridge.url, 'sms:received', 'sms:sent', 'sms:delivered')
      await simulator.control('PUT', '/gateway', { isOffline: true })
      await simulator.text(ada, firstSim, 'Hello')
      await callGateway(simulator, 'POST', '/messages', message())
      await until('the report', async () => (await waiting(simulator)) === 1)
    }
    {
      await using simulator = await testSimulator({ file })
      await until('three reports', () => bridge.posted.length === 3)
      expect(await stateOf(simulator, 'one')).toBe('Delivered')
      expect(await simulator.messages()).toHaveLength(2)
    }
    await rm(folder, { recursive: true })
  })

  it('of numbers that nobody listens to are none; those of the SIMs are shown to who does', async () => {
    await using simulator = await testSimulator()
    const numbers = async () => (await simulator.state()).numbers.map(({ number }) => number)
    expect(await numbers()).toEqual([])
    await simulator.text(ada, firstSim, 'Anybody?')
    expect(await waiting(simulator)).toBe(0)
    await listen(simulator, 'http://127.0.0.1:9/hook', 'sms:received')
    expect(await numbers()).toEqual([firstSim, '+447700900961'])
    await callGateway(simulator, 'DELETE', '/webhooks/sms:received')
    expect(await numbers()).toEqual([])
  })
})

async function waiting(simulator: TestSimulator): Promise<number> {
  const { body } = await simulator.control('GET', '/gateway')
  return z.object({ waitingReports: z.number() }).parse(body).waitingReports
}
