import { describe, expect, it } from 'vitest'
import { callGateway, stateOf } from '../support/simulated-phone.ts'
import { testSimulator } from '../support/simulator.ts'
import { until } from '../support/wait.ts'

const ada = '+13035550142'
const message = (change: object = {}) => ({
  id: 'one',
  textMessage: { text: 'Hello' },
  phoneNumbers: [ada],
  ...change,
})

describe('the API of the simulated phone', () => {
  it('lets nobody in without the password', async () => {
    await using simulator = await testSimulator()
    const answer = await fetch(`${simulator.url}/3rdparty/v1/messages`)
    expect([answer.status, await answer.json()]).toEqual([
      401,
      { code: 401, message: 'Unauthorized' },
    ])
  })

  it('is not for other web pages, which could know the password', async () => {
    await using simulator = await testSimulator()
    const headers = { origin: 'https://evil.example', authorization: 'Basic x' }
    const answer = await fetch(`${simulator.url}/3rdparty/v1/messages`, { headers })
    expect(answer.status).toBe(403)
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
