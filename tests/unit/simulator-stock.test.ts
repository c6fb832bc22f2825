import { describe, expect, it } from 'vitest'
import { magicNumbers } from '../../bridges/sms/simulator/magic-numbers.ts'
import { type NumberRange, numberRanges } from '../../bridges/sms/simulator/number-ranges.ts'
import { countries } from '../../bridges/sms/simulator/prices.ts'
import { rangeOf, searchStock } from '../../bridges/sms/simulator/stock.ts'
import { countryOf, parsePhoneNumber } from '../../src/core/phone.ts'

const last = ({ first, count }: NumberRange) => first + count - 1
const name = (range: NumberRange) => `+${range.first} to +${last(range)}`
const nobodys = () => false

describe('the numbers for sale', () => {
  it.each(numberRanges.map((range) => [name(range), range] as const))(
    '%s can exist, lie in their country and have a price',
    (_, range) => {
      for (const value of [range.first, last(range)]) {
        const number = parsePhoneNumber(`+${value}`)
        expect(number).toBe(`+${value}`)
        if (range.kind !== 'TollFree') {
          expect([undefined, range.country]).toContain(number && countryOf(number))
        }
      }
      expect(countries[range.country]?.monthly[range.kind]).toBeGreaterThan(0)
    },
  )

  it('are in one range each', () => {
    const sorted = numberRanges.toSorted((a, b) => a.first - b.first)
    const overlapping = sorted.filter((range, index) => {
      const before = sorted[index - 1]
      return before !== undefined && last(before) >= range.first
    })
    expect(overlapping).toEqual([])
  })

  it('leave out the phones and all magic numbers but the one that is sold', () => {
    const phones = ['+13035550142', '+13035550100', '+447700900917']
    const all = [...phones, ...magicNumbers.map(({ number }) => number)]
    expect(all.filter((number) => rangeOf(number) !== undefined)).toEqual(['+12025550142'])
  })

  it('are each found once, whatever the size of their range', () => {
    for (const { country, kind } of numberRanges) {
      const found = searchStock({ country, kind }, Number.POSITIVE_INFINITY, nobodys)
      const ranges = numberRanges.filter((each) => each.country === country && each.kind === kind)
      const count = ranges.reduce((sum, range) => sum + range.count, 0)
      expect(new Set(found.map(({ number }) => number)).size).toBe(count)
      expect(found).toHaveLength(count)
    }
  })

  it('are found by a pattern of digits, and not when somebody has them', () => {
    const query = { country: 'US', kind: 'Local', contains: '212555010*' } as const
    const isOwned = (number: string) => number.endsWith('7')
    const found = searchStock(query, 20, isOwned).map(({ number }) => number)
    expect(found.toSorted()).toEqual(
      ['0', '1', '2', '3', '4', '5', '6', '8', '9'].map((digit) => `+1212555010${digit}`),
    )
  })
})
