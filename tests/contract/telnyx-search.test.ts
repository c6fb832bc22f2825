import { describe, expect, it } from 'vitest'
import { adapterAt, errorBody, errorOf, phone, startProvider } from './telnyx/adapter.ts'
import { startTelnyx } from './telnyx/provider.ts'
import { json } from './told-provider.ts'

const offering = async (...numbers: readonly object[]) =>
  await startProvider((_, response) => json(response, 200, { data: numbers }))

describe('numbers for sale', () => {
  it('have a price, a place and abilities', async () => {
    await using provider = await startTelnyx()
    const offers = await adapterAt(provider.url).numbers.search({ country: 'US', limit: 5 })
    expect(offers).toEqual([
      {
        number: phone('+14155550100'),
        place: 'SAN FRANCISCO, CA',
        monthly: { amount: 11_000, currency: 'USD' },
        abilities: ['sms', 'mms'],
      },
    ])
  })

  it('may have neither, and what is unusual about them does not hide the others', async () => {
    await using provider = await offering(
      { phone_number: '+14155550100' },
      { phone_number: '+14155550101', cost_information: { monthly_cost: 'much', currency: 'USD' } },
      { phone_number: '+14155550102', cost_information: 7, region_information: 7, features: 7 },
      {
        phone_number: '+14155550103',
        region_information: [{ region_type: 'location', region_name: 'Oakland' }],
        cost_information: { monthly_cost: 2, currency: 'EUR', upfront_cost: '3.5' },
        features: [{ name: 'fax' }],
      },
    )
    const [first, second, third, fourth] = await provider.carrier.numbers.search({
      country: 'US',
      limit: 5,
    })
    expect(first).toEqual({ number: '+14155550100', abilities: [] })
    expect(second).toEqual({ number: '+14155550101', abilities: [] })
    expect(third).toEqual({ number: '+14155550102', abilities: [] })
    expect(fourth).toMatchObject({
      place: 'Oakland',
      monthly: { amount: 20_000, currency: 'EUR' },
      once: { amount: 35_000, currency: 'EUR' },
    })
  })

  it.each([
    ['US', undefined, ''],
    ['US', '415', '&filter[national_destination_code]=415'],
    ['US', '555 01', '&filter[phone_number][contains]=55501'],
    ['US', '5550100', '&filter[phone_number][ends_with]=5550100'],
    ['DE', '30', '&filter[phone_number][contains]=30'],
    ['US', 'San Francisco', '&filter[locality]=San Francisco'],
  ] as const)('in %s by %j are asked for by %j', async (country, pattern, query) => {
    await using provider = await offering()
    await provider.carrier.numbers.search({ country, limit: 5, ...(pattern ? { pattern } : {}) })
    expect(provider.asked[0]?.url).toMatch(/^\/v2\/available_phone_numbers\?/)
    const limit = query.includes('contains') ? 100 : 5
    const always = `filter[country_code]=${country}&filter[features]=sms&filter[limit]=${limit}`
    expect(provider.asked[0]?.url).toContain(`?${always}${query}`)
  })

  it('have the digits in a row, though the provider takes them apart, and are no more than asked', async () => {
    const numbers = ['+14155550100', '+15053525012', '+14155550101', '+14155550102']
    await using provider = await offering(...numbers.map((phone_number) => ({ phone_number })))
    const offers = await provider.carrier.numbers.search({
      country: 'US',
      pattern: '5550',
      limit: 2,
    })
    expect(offers.map(({ number }) => number)).toEqual(['+14155550100', '+14155550101'])
  })

  it.each([
    [400, errorBody('10031')],
    [404, errorBody('10005')],
    [422, errorBody('10027')],
  ])('are none where the provider knows none (%i)', async (status, body) => {
    await using provider = await startProvider((_, response) => json(response, status, body))
    expect(await provider.carrier.numbers.search({ country: 'AD', limit: 5 })).toEqual([])
  })

  it.each([
    [401, 'unauthorized'],
    [429, 'rate-limited'],
    [500, 'unavailable'],
  ])('can not be told when the provider does not (%i)', async (status, code) => {
    await using provider = await startProvider((_, response) => json(response, status, ''))
    const search = provider.carrier.numbers.search({ country: 'US', limit: 5 })
    expect(await errorOf(search)).toMatchObject({ code })
  })
})
