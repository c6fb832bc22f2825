import { describe, expect, it } from 'vitest'
import { failure } from './carrier-suite.ts'
import { deviceId, read, second, startGateway } from './smsgate/gateway.ts'
import { json } from './told-provider.ts'

const since = new Date('2026-01-01T12:00:00Z')
const start = since.getTime() + 600_000
const hour = 3_600_000

describe('what was missed', () => {
  it('is reported again by the phone behind a server, at most once an hour', async () => {
    let now = start
    await using gateway = await startGateway((_, response) => json(response, 202, ''), {
      deviceId,
      now: () => now,
    })
    await gateway.carrier.reportAgain(since)
    now += hour - 1
    await gateway.carrier.reportAgain(new Date(now - 300_000))
    now += 1
    await gateway.carrier.reportAgain(new Date(now - 300_000))
    const usual = { webhookDelivery: 'Individual', messageTypes: ['SMS', 'MMS'], deviceId }
    expect(gateway.asked).toMatchObject([
      {
        method: 'POST',
        path: '/inbox/refresh',
        body: {
          ...usual,
          since: '2026-01-01T12:00:00.000Z',
          until: new Date(start + 300_000).toISOString(),
        },
      },
      // From where the last one ended.
      { body: { since: new Date(start - 300_000).toISOString() } },
    ])
    expect(gateway.asked).toHaveLength(2)
  })

  it('is asked for again after a failure, and at every start', async () => {
    let status = 500
    await using gateway = await startGateway((_, response) => json(response, status, ''), {
      deviceId,
      now: () => start,
    })
    await expect(gateway.carrier.reportAgain(since)).rejects.toThrow('500')
    status = 202
    await gateway.carrier.reportAgain(since)
    expect(gateway.asked).toHaveLength(2)
  })

  it('is reported by the phone itself, by the older name where it has no other', async () => {
    await using gateway = await startGateway((asked, response) =>
      json(response, asked.path === '/inbox/refresh' ? 404 : 202, ''),
    )
    await gateway.phone.reportAgain(since)
    await gateway.phone.reportAgain(since)
    const paths = ['/inbox/refresh', '/messages/inbox/export']
    expect(gateway.asked.map(({ path }) => path)).toEqual([...paths, ...paths])
    expect(gateway.asked[1]?.body).toMatchObject({ triggerWebhooks: true })
  })
})

describe('the inbox of the phone', () => {
  const item = (seconds: number, change: object = {}) => ({
    id: `text:${seconds}`,
    type: 'SMS',
    sender: '6505551212',
    recipient: null,
    simNumber: 1,
    contentPreview: `text ${seconds}`,
    createdAt: new Date(since.getTime() + seconds * 1000).toISOString(),
    ...change,
  })

  it('lists texts in their order over all pages, each as its webhook would', async () => {
    const items = Array.from({ length: 501 }, (_, index) => item(501 - index))
    await using gateway = await startGateway(({ query }, response) =>
      json(response, 200, items.slice(Number(query['offset'])).slice(0, Number(query['limit']))),
    )
    const listed = await Array.fromAsync(gateway.phone.list(since))
    const texts = listed.flatMap((each) => (each.direction === 'in' ? [each.message] : []))
    expect(texts.map(({ text }) => text)).toEqual(
      Array.from({ length: 501 }, (_, index) => `text ${index + 1}`),
    )
    const [reported] = await read(gateway.phone, 'sms:received', {
      message: 'text 7',
      receivedAt: '2026-01-01T14:00:07.000+02:00',
    })
    expect(texts[6]).toEqual(reported)
    const query = { type: 'SMS', from: since.toISOString(), limit: '500', offset: '0' }
    expect(gateway.asked[0]).toMatchObject({ method: 'GET', path: '/inbox', query })
  })

  it('leaves out what has no time or is for nobody here', async () => {
    const items = [
      item(1, { createdAt: '1970-01-01T00:00:00.000Z' }),
      item(2, { simNumber: 3 }),
      item(3, { simNumber: 2 }),
    ]
    await using gateway = await startGateway((_, response) => json(response, 200, items))
    const listed = await Array.fromAsync(gateway.phone.list(since))
    expect(listed).toMatchObject([{ direction: 'in', message: { to: second } }])
  })

  it.each([404, 501])('is empty where there is none (%i)', async (status) => {
    await using gateway = await startGateway((_, response) => json(response, status, ''))
    expect(await Array.fromAsync(gateway.phone.list(since))).toEqual([])
  })

  it('is not asked for at a server, which has none', async () => {
    await using gateway = await startGateway((_, response) => json(response, 501, ''))
    expect(await Array.fromAsync(gateway.carrier.list(since))).toEqual([])
    expect(gateway.asked).toEqual([])
  })

  it('that can not be read is no empty one', async () => {
    await using gateway = await startGateway((_, response) => json(response, 500, ''))
    const call = Array.fromAsync(gateway.phone.list(since))
    expect(await failure(call)).toMatchObject({ code: 'unavailable' })
  })
})
