import { describe, expect, it } from 'vitest'
import type { Carrier } from '../../src/core/carrier.ts'
import { CarrierError, RefusedError } from '../../src/core/errors.ts'
import type { OfferedNumber } from '../../src/core/number-market.ts'
import type { PhoneNumber } from '../../src/core/phone.ts'
import { marketOf, offerOf, search } from '../../src/lines/market.ts'
import { fakeCarrier } from '../support/fake-carrier.ts'

const offer = (number: string, place = 'Portland'): OfferedNumber => ({
  number: number as PhoneNumber,
  place,
  abilities: ['sms'],
})
const one = [offer('+12025550101'), offer('+12025550102'), offer('+12025550103', 'Salem')]
const two = [offer('+12025550201')]

function carriersWith(...given: readonly Carrier[]): ReadonlyMap<string, Carrier> {
  return new Map(given.map((carrier) => [carrier.id, carrier]))
}

describe('a search', () => {
  it('asks all carriers and shows their numbers in turns, up to the limit', async () => {
    const carriers = carriersWith(fakeCarrier('one', one), fakeCarrier('two', two))
    const found = await search(carriers, { country: 'US', limit: 3 })
    expect(found.map(({ number, carrier }) => [carrier, number])).toEqual([
      ['one', '+12025550101'],
      ['two', '+12025550201'],
      ['one', '+12025550102'],
    ])
  })

  it('finds by a pattern', async () => {
    const carriers = carriersWith(fakeCarrier('one', one))
    const found = await search(carriers, { country: 'US', pattern: 'salem' })
    expect(found.map(({ number }) => number)).toEqual(['+12025550103'])
    expect(await search(carriers, { country: 'DE' })).toEqual([])
  })

  it('goes on without a carrier that can not answer, and fails when none can', async () => {
    const [good, bad] = [fakeCarrier('one', one), fakeCarrier('two', two)]
    const carriers = carriersWith(good, bad)
    const error = new CarrierError('unavailable', 'The carrier gave no answer.')
    bad.fail(error)
    expect(await search(carriers, { country: 'US' })).toHaveLength(3)
    bad.fail(error)
    good.fail(error)
    await expect(search(carriers, { country: 'US' })).rejects.toBe(error)
  })

  it('is refused when no carrier sells numbers', async () => {
    const { numbers, ...rest } = fakeCarrier('one', [])
    await expect(search(carriersWith(rest), { country: 'US' })).rejects.toThrow(RefusedError)
    await expect(search(new Map(), { country: 'US' })).rejects.toThrow('No carrier')
    expect(() => marketOf(carriersWith(rest), 'one')).toThrow(CarrierError)
    expect(() => marketOf(new Map(), 'gone')).toThrow('"gone" can not be asked')
  })
})

it('finds who sells exactly this number', async () => {
  const carriers = carriersWith(fakeCarrier('one', one), fakeCarrier('two', two))
  expect(await offerOf(carriers, '+12025550201' as PhoneNumber, 'US')).toMatchObject({
    carrier: 'two',
  })
  expect(await offerOf(carriers, '+12025550299' as PhoneNumber, 'US')).toBeUndefined()
})
