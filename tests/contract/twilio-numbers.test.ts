import { describe, expect, it } from 'vitest'
import { json } from './told-provider.ts'
import {
  type Answer,
  accountSid,
  adapterAt,
  errorOf,
  from,
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

  it.each([
    ['none', [], undefined],
    [null, [], undefined],
    ['something new', ['something new'], undefined],
    ['any', [], ['address']],
    ['local', ['individual', 'business'], ['local-address', 'papers']],
    ['foreign', ['business'], ['foreign-address', 'business-papers']],
    ['none', ['individual'], ['papers']],
  ])('for sale say what is demanded of buyers: %s, %j', async (address, users, requires) => {
    await using provider = await startProvider((asked, response) => {
      if (asked.url.startsWith('/numbers/v2/')) {
        const results = users.map((end_user_type) => ({ end_user_type, requirements: {} }))
        return json(response, 200, { results, meta: { key: 'results' } })
      }
      if (!asked.url.includes('/Local.json')) return json(response, 404, { code: 20404 })
      const found = { phone_number: '+493023125000', address_requirements: address }
      json(response, 200, { available_phone_numbers: [{ ...found, capabilities: {} }] })
    })
    const { numbers } = adapterAt(provider.url, { numbersBase: `${provider.url}/numbers` })
    const offers = await numbers?.search({ country: 'DE', limit: 5 })
    expect(offers?.map((offer) => offer.requires)).toEqual([requires])
    expect(provider.asked.map(({ url }) => url)).toContain(
      '/numbers/v2/RegulatoryCompliance/Regulations?IsoCountry=DE&NumberType=local',
    )
  })

  it('for sale are found when what is demanded can not be learnt, and the usual place is not asked', async () => {
    const answer: Answer = (asked, response) => {
      if (asked.url.includes('Regulations')) return json(response, 500, '<html>')
      if (!asked.url.includes('/Local.json')) return json(response, 404, { code: 20404 })
      json(response, 200, { available_phone_numbers: [{ phone_number: '+493023125000' }] })
    }
    await using provider = await startProvider(answer)
    const asking = adapterAt(provider.url, { numbersBase: provider.url })
    const query = { country: 'DE', limit: 1 } as const
    expect(await asking.numbers?.search(query)).toEqual([
      { number: '+493023125000', abilities: [] },
    ])
    expect(await provider.carrier.numbers?.search(query)).toHaveLength(1)
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
