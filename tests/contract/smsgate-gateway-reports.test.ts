import { createHmac } from 'node:crypto'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { describe, expect, it } from 'vitest'
import { z } from 'zod'
import {
  callGateway,
  firstSim,
  registerWebhooks,
  stateOf,
  waitingReports,
} from '../support/simulated-phone.ts'
import { testBridge, testSimulator } from '../support/simulator.ts'
import { until } from '../support/wait.ts'

const ada = '+13035550142'

describe('the reports of the simulated phone', () => {
  it('are signed, and repeated with twice the pause until they are accepted', async () => {
    await using simulator = await testSimulator()
    await using bridge = await testBridge()
    await simulator.control('PUT', '/gateway', { retryPause: 60 })
    await registerWebhooks(simulator, `${bridge.url}/hook`, 'sms:received')
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
    await until('an empty queue', async () => (await waitingReports(simulator)) === 0)
  })

  it('wait while it is offline, when it is seen no more, and come in their order', async () => {
    await using simulator = await testSimulator()
    await using bridge = await testBridge()
    await registerWebhooks(simulator, bridge.url, 'sms:received')
    await simulator.control('PUT', '/gateway', { isOffline: true })
    for (const text of ['one', 'two', 'three']) await simulator.text(ada, firstSim, text)
    await until('three reports', async () => (await waitingReports(simulator)) === 3)
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
      await registerWebhooks(simulator, bridge.url, 'sms:received', 'sms:sent', 'sms:delivered')
      await simulator.control('PUT', '/gateway', { isOffline: true })
      await simulator.text(ada, firstSim, 'Hello')
      const text = { id: 'one', textMessage: { text: 'Hello' }, phoneNumbers: [ada] }
      await callGateway(simulator, 'POST', '/messages', text)
      await until('the report', async () => (await waitingReports(simulator)) === 1)
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
    expect(await waitingReports(simulator)).toBe(0)
    await registerWebhooks(simulator, 'http://127.0.0.1:9/hook', 'sms:received')
    expect(await numbers()).toEqual([firstSim, '+447700900961'])
    await callGateway(simulator, 'DELETE', '/webhooks/sms:received')
    expect(await numbers()).toEqual([])
  })
})
