import fc from 'fast-check'
import { expect, it } from 'vitest'
import { formatMoney, parseMoney } from '../../src/core/money.ts'

it.each([
  ['1.15', 11_500, '1.15 USD'],
  ['1', 10_000, '1.00 USD'],
  ['0.0079', 79, '0.0079 USD'],
  ['-0.0079', -79, '-0.0079 USD'],
  ['0.00791', 80, '0.008 USD'],
  ['-0.00001', -1, '-0.0001 USD'],
  ['0.00750000', 75, '0.0075 USD'],
  [' 20.500 ', 205_000, '20.50 USD'],
  ['0', 0, '0.00 USD'],
])('%j is %i ten-thousandths, shown as %j', (decimal, amount, shown) => {
  const money = parseMoney(decimal, 'usd')
  expect(money).toEqual({ amount, currency: 'USD' })
  expect(money && formatMoney(money)).toBe(shown)
})

it.each(['', '1,15', '1e3', '.5', '1.', 'free', '+1', '--1', '99999999999', 'NaN'])(
  '%j is no amount',
  (decimal) => {
    expect(parseMoney(decimal, 'USD')).toBeUndefined()
  },
)

it.each(['', 'US', 'USDT', '$$$'])('%j is no currency', (currency) => {
  expect(parseMoney('1', currency)).toBeUndefined()
})

it('loses nothing between being shown and read again', () => {
  fc.assert(
    fc.property(fc.integer({ min: -9_999_999_999, max: 9_999_999_999 }), (amount) => {
      const shown = formatMoney({ amount, currency: 'EUR' }).split(' ')[0] ?? ''
      expect(parseMoney(shown, 'EUR')?.amount).toBe(amount === 0 ? 0 : amount)
    }),
  )
})
