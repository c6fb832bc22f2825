import { describe, expect, it } from 'vitest'
import { adapterAt, errorOf, phone, startProvider, webhook } from './telnyx/adapter.ts'
import { startTelnyx } from './telnyx/provider.ts'
import { json } from './told-provider.ts'

const number = phone('+14155550100')
const orders = 'POST /v2/number_orders'

describe('buying a number', () => {
  it('orders it, waits until it is there, and has its texts come to us', async () => {
    await using provider = await startTelnyx()
    const carrier = adapterAt(provider.url)
    const bought = await carrier.numbers.buy(number)
    const [profile] = [...provider.account.profiles.values()]
    expect(profile).toMatchObject({ webhook_url: webhook, webhook_api_version: '2' })
    expect([...provider.account.numbers.values()]).toEqual([
      { id: bought.id, phone_number: number, status: 'active', messaging_profile_id: profile?.id },
    ])
    expect(await carrier.numbers.owned()).toEqual([bought])
    const [order] = [...provider.account.orders.values()]
    expect(order).toMatchObject({ customer_reference: `homeline main ${number}` })
  })

  it('that somebody else has meanwhile is gone', async () => {
    await using provider = await startTelnyx({ forSale: [] })
    const error = await errorOf(adapterAt(provider.url).numbers.buy(number))
    expect(error).toMatchObject({ code: 'number-gone', maybeSent: false })
  })

  it.each(['failure', 'cancelled'] as const)('whose order ends with %s is gone', async (end) => {
    await using provider = await startTelnyx()
    provider.account.mood.end = end
    const error = await errorOf(adapterAt(provider.url).numbers.buy(number))
    expect(error).toMatchObject({ code: 'number-gone', maybeSent: false })
  })

  it('that needs papers says so', async () => {
    await using provider = await startTelnyx()
    provider.account.mood.papers = true
    const carrier = adapterAt(provider.url)
    for (let time = 0; time < 2; time += 1) {
      const error = await errorOf(carrier.numbers.buy(number))
      expect(error).toMatchObject({ code: 'region-not-allowed', maybeSent: false })
      expect(error.message).toContain('papers')
    }
  })

  it('that takes too long may still come, and is not ordered twice', async () => {
    await using provider = await startTelnyx()
    provider.account.mood.asksUntilDone = 1_000_000
    const slow = adapterAt(provider.url, { orderTime: 50 })
    expect(await errorOf(slow.numbers.buy(number))).toMatchObject({ maybeSent: true })
    for (const order of provider.account.orders.values()) order.asksLeft = 2
    const bought = await adapterAt(provider.url).numbers.buy(number)
    expect(bought.number).toBe(number)
    expect(provider.asked.filter((request) => request === orders)).toHaveLength(1)
  })

  it('that is given up may still come', async () => {
    await using provider = await startTelnyx()
    provider.account.mood.asksUntilDone = 1_000_000
    const stopping = new AbortController()
    const buying = errorOf(adapterAt(provider.url).numbers.buy(number, stopping.signal))
    await expect.poll(() => provider.account.orders.size).toBe(1)
    stopping.abort()
    expect(await buying).toMatchObject({ maybeSent: true })
  })

  it('whose answer is lost is found again by its reference', async () => {
    await using provider = await startTelnyx()
    provider.loseAnswers(1, orders)
    expect(await adapterAt(provider.url).numbers.buy(number)).toMatchObject({ number })
    expect(provider.account.orders.size).toBe(1)
  })

  it('goes on although an answer about the order is lost', async () => {
    await using provider = await startTelnyx()
    provider.account.mood.asksUntilDone = 3
    const buying = adapterAt(provider.url).numbers.buy(number)
    await expect.poll(() => provider.account.orders.size).toBe(1)
    const [id] = [...provider.account.orders.keys()]
    provider.loseAnswers(1, `GET /v2/number_orders/${id}`)
    expect(await buying).toMatchObject({ number })
  })

  it('begun in an earlier life is not done twice while nothing can be asked', async () => {
    await using provider = await startProvider((_, response) => json(response, 429, ''))
    const error = await errorOf(provider.carrier.numbers.buy(number))
    expect(error).toMatchObject({ code: 'rate-limited', maybeSent: true })
  })

  it('surely does nothing while its messaging profile can not be had', async () => {
    await using provider = await startProvider(({ url }, response) =>
      url.includes('profiles') ? json(response, 500, '') : json(response, 200, { data: [] }),
    )
    const error = await errorOf(provider.carrier.numbers.buy(number))
    expect(error).toMatchObject({ code: 'unavailable', maybeSent: false })
  })

  it('can be done again after it was released', async () => {
    await using provider = await startTelnyx()
    const { numbers } = adapterAt(provider.url)
    const first = await numbers.buy(number)
    expect(await numbers.buy(number), 'ours already').toEqual(first)
    await numbers.release(first.id)
    expect(await numbers.buy(number)).toMatchObject({ number })
    expect(provider.account.orders.size).toBe(2)
  })
})

describe('a number that is ours already', () => {
  it('is pointed at us through the messaging profile', async () => {
    await using provider = await startTelnyx()
    const id = provider.account.own('+14155550199')
    await adapterAt(provider.url).numbers.configure(id)
    const profile = provider.account.numbers.get(id)?.messaging_profile_id ?? ''
    expect(provider.account.profiles.get(profile)).toMatchObject({ webhook_url: webhook })
  })

  it('that the provider has not any more is not found', async () => {
    await using provider = await startTelnyx()
    const error = await errorOf(adapterAt(provider.url).numbers.configure('17'))
    expect(error).toMatchObject({ code: 'not-found' })
  })

  it('is released, also when it is gone already', async () => {
    await using provider = await startTelnyx()
    const { numbers } = adapterAt(provider.url)
    const id = provider.account.own('+14155550199')
    await numbers.release(id)
    await numbers.release(id)
    expect(provider.account.numbers.size).toBe(0)
  })

  it('is listed over all pages, if it works', async () => {
    await using provider = await startTelnyx()
    for (let index = 0; index < 300; index += 1) {
      provider.account.own(`+1415555${String(1000 + index)}`)
    }
    const [id, pending] = [...provider.account.numbers.entries()][0] ?? []
    if (id !== undefined && pending !== undefined) {
      provider.account.numbers.set(id, { ...pending, status: 'purchase-pending' })
    }
    const owned = await adapterAt(provider.url).numbers.owned()
    expect(new Set(owned.map(({ number: each }) => each)).size).toBe(299)
  })

  it('is not released while the provider can not say so', async () => {
    await using provider = await startProvider((_, response) => json(response, 500, ''))
    const error = await errorOf(provider.carrier.numbers.release('1'))
    expect(error).toMatchObject({ code: 'unavailable' })
  })
})
