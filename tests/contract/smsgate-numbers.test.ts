import { describe, expect, it } from 'vitest'
import { failure } from './carrier-suite.ts'
import {
  type Asked,
  deviceId,
  first,
  keptSettings,
  second,
  startGateway,
  webhook,
} from './smsgate/gateway.ts'
import { json } from './told-provider.ts'

interface Registered {
  readonly id: string
  readonly url: string
  readonly event: string
}

/** A gateway that keeps webhooks by their ID, but takes none of these events. */
async function keeper(unknown: readonly string[] = [], options: object = {}) {
  const kept = new Map<string, Registered>()
  const gateway = await startGateway(
    ({ method, body }: Asked, response) => {
      if (method === 'GET') return json(response, 200, [...kept.values()])
      const given = body as Registered
      if (unknown.includes(given.event))
        return json(response, 400, { message: 'Unsupported event' })
      kept.set(given.id, given)
      json(response, 201, given)
    },
    { deviceId, ...options },
  )
  return { ...gateway, kept, [Symbol.asyncDispose]: () => gateway[Symbol.asyncDispose]() }
}

const events = [
  'sms:received',
  'sms:sent',
  'sms:delivered',
  'sms:failed',
  'sms:cancelled',
  'mms:received',
  'mms:downloaded',
]

describe('the numbers', () => {
  it('are those of the SIMs; nothing is asked, bought or given back', async () => {
    await using gateway = await keeper()
    const { numbers } = gateway.carrier
    expect(await numbers.owned()).toEqual([
      { id: first, number: first },
      { id: second, number: second },
    ])
    expect(await numbers.search({ country: 'US', limit: 9 })).toEqual([])
    expect(await failure(numbers.buy(first))).toMatchObject({
      message: expect.stringMatching(/sells no numbers/),
      maybeSent: false,
    })
    await numbers.release(first)
    expect(gateway.asked).toEqual([])
  })

  it('report to us by a webhook for each event, the same ones however often', async () => {
    await using gateway = await keeper()
    await gateway.carrier.numbers.configure(first)
    await gateway.carrier.numbers.configure(second)
    const kept = [...gateway.kept.values()]
    expect(kept.map(({ event }) => event)).toEqual(events)
    for (const { id, ...rest } of kept) {
      expect(id.length).toBeLessThanOrEqual(36)
      expect(id).not.toContain('secret')
      expect(rest).toMatchObject({ url: webhook, deviceId })
    }
  })

  it('report to another address once it is ours, and no more to the old one', async () => {
    await using gateway = await keeper()
    await gateway.carrier.numbers.configure(first)
    const moved = 'https://new.example.org/hooks/webhooks/main/secret'
    await using other = await startGateway(
      ({ body }, response) => {
        const given = body as Registered
        gateway.kept.set(given.id, given)
        json(response, 201, given)
      },
      { webhook: moved },
    )
    await other.phone.numbers.configure(first)
    expect(new Set([...gateway.kept.values()].map(({ url }) => url))).toEqual(new Set([moved]))
  })

  it('of another Homeline at the same gateway keep their webhooks', async () => {
    await using gateway = await keeper()
    await gateway.carrier.numbers.configure(first)
    await using other = await startGateway(({ body }, response) => json(response, 201, body), {
      webhook: 'https://other.example.org/webhooks/main/another',
    })
    await other.phone.numbers.configure(first)
    const ids = other.asked.map(({ body }) => (body as Registered).id)
    expect(ids.filter((id) => gateway.kept.has(id))).toEqual([])
  })

  it('do without what an older app does not know', async () => {
    await using gateway = await keeper(['mms:downloaded', 'sms:cancelled'])
    await gateway.carrier.numbers.configure(first)
    expect(gateway.kept.size).toBe(5)
  })

  it('can not report where the phone refuses the address, which is told', async () => {
    await using gateway = await keeper(['sms:sent'])
    const error = await failure(gateway.carrier.numbers.configure(first))
    expect(error).toMatchObject({ code: 'account', isRetryable: false })
    expect(error.message).toMatch(/https:\/\//)
  })

  it('can not report where the gateway fails, whatever the event', async () => {
    await using gateway = await startGateway(
      ({ body }, response) =>
        json(response, (body as Registered).event === 'mms:received' ? 500 : 201, body),
      { deviceId },
    )
    const call = gateway.carrier.numbers.configure(first)
    expect(await failure(call)).toMatchObject({ code: 'unavailable' })
  })
})

describe('the webhooks', () => {
  it('are registered again when the app has lost them, and only then', async () => {
    const settings = keptSettings()
    await using gateway = await keeper([], { settings })
    const look = async () => await gateway.phone.restore()
    await look()
    expect(gateway.kept.size, 'no number is a line yet').toBe(0)
    await gateway.phone.numbers.configure(first)
    const before = gateway.asked.length
    await look()
    expect(gateway.asked.slice(before).filter(({ method }) => method === 'POST')).toEqual([])
    gateway.kept.clear()
    await look()
    expect(gateway.kept.size).toBe(events.length)
  })
})
