import { describe, expect, it } from 'vitest'
import {
  accountSid,
  errorOf,
  from,
  json,
  phone,
  startProvider,
  webhook,
} from './twilio/provider.ts'

const account = `/2010-04-01/Accounts/${accountSid}`

describe('numbers', () => {
  const owned = { sid: 'PN1', phone_number: from }

  it('are bought and pointed at us', async () => {
    await using provider = await startProvider((_, response) => json(response, 201, owned))
    expect(await provider.carrier.numbers?.buy(from)).toEqual({ id: 'PN1', number: from })
    await provider.carrier.numbers?.configure('PN1')
    const form = { SmsUrl: webhook, SmsMethod: 'POST' }
    expect(provider.asked).toMatchObject([
      { method: 'POST', form: { ...form, PhoneNumber: from } },
      { method: 'POST', url: `${account}/IncomingPhoneNumbers/PN1.json`, form },
    ])
  })

  it('that somebody else bought meanwhile are gone', async () => {
    await using provider = await startProvider((_, response) =>
      json(response, 400, { code: 21422 }),
    )
    const error = await errorOf(provider.carrier.numbers?.buy(from) ?? Promise.resolve())
    expect(error).toMatchObject({ code: 'number-gone', maybeSent: false })
  })

  it('are released, also when they are gone already', async () => {
    let status = 204
    await using provider = await startProvider((_, response) => json(response, status, ''))
    await provider.carrier.numbers?.release('PN1')
    status = 404
    await provider.carrier.numbers?.release('PN1')
    expect(provider.asked.map(({ method }) => method)).toEqual(['DELETE', 'DELETE'])
    status = 500
    const release = provider.carrier.numbers?.release('PN1') ?? Promise.resolve()
    expect(await errorOf(release)).toMatchObject({ code: 'unavailable' })
  })

  it('are listed over all pages', async () => {
    await using provider = await startProvider((asked, response) => {
      const next = asked.url.includes('Page=1') ? '' : `${account}/IncomingPhoneNumbers.json?Page=1`
      json(response, 200, { incoming_phone_numbers: [owned], next_page_uri: next })
    })
    expect(await provider.carrier.numbers?.owned()).toHaveLength(2)
  })

  it('for sale are found kind by kind, with price and abilities', async () => {
    await using provider = await startProvider((asked, response) => {
      if (asked.url.startsWith('/v1/PhoneNumbers')) {
        const prices = [{ number_type: 'local', current_price: '1.15', base_price: '1.15' }]
        return json(response, 200, { price_unit: 'usd', phone_number_prices: prices })
      }
      if (!asked.url.includes('/Local.json')) return json(response, 404, { code: 20404 })
      const found = {
        phone_number: '+14155550100',
        locality: 'San Francisco',
        region: 'CA',
        capabilities: { SMS: true, MMS: false, voice: true },
      }
      json(response, 200, { available_phone_numbers: [found, { ...found, region: null }] })
    })
    const offers = await provider.carrier.numbers?.search({
      country: 'US',
      pattern: '415',
      limit: 5,
    })
    expect(offers).toHaveLength(2)
    expect(offers?.[0]).toEqual({
      number: phone('+14155550100'),
      place: 'San Francisco, CA',
      monthly: { amount: 11_500, currency: 'USD' },
      abilities: ['sms', 'voice'],
    })
    const searches = provider.asked.filter(({ url }) => url.includes('AvailablePhoneNumbers'))
    expect(searches.map(({ url }) => url).join()).toContain('AreaCode=415')
    expect(searches.length).toBeGreaterThan(1)
  })

  it('for sale are found in a country without a price list', async () => {
    await using provider = await startProvider((asked, response) => {
      if (!asked.url.includes('/Local.json')) return json(response, 404, { code: 20404 })
      const found = { phone_number: '+14155550100', capabilities: { SMS: true } }
      json(response, 200, { available_phone_numbers: [found] })
    })
    const offers = await provider.carrier.numbers?.search({ country: 'US', limit: 5 })
    expect(offers).toEqual([{ number: phone('+14155550100'), abilities: ['sms'] }])
  })

  it.each([
    ['DE', '30', 'Contains=30'],
    ['US', '555 01', 'Contains=55501'],
    ['US', 'Portland', 'InLocality=Portland'],
  ] as const)('in %s by %j are asked for by %s', async (country, pattern, query) => {
    await using provider = await startProvider((asked, response) => {
      if (asked.url.startsWith('/v1/')) {
        return json(response, 200, { price_unit: 'USD', phone_number_prices: [] })
      }
      json(response, 200, { available_phone_numbers: [] })
    })
    await provider.carrier.numbers?.search({ country, pattern, limit: 5 })
    expect(provider.asked.map(({ url }) => url).join()).toContain(query)
  })
})

it('tells the balance', async () => {
  const answer = { balance: '-0.5', currency: 'USD', account_sid: accountSid }
  await using provider = await startProvider((_, response) => json(response, 200, answer))
  expect(await provider.carrier.balance?.()).toEqual({ amount: -5000, currency: 'USD' })
})
