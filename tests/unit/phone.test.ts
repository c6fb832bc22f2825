import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  countryOf,
  formatPhoneNumber,
  parseCountry,
  parsePhoneNumber,
} from '../../src/core/phone.ts'

describe('a phone number', () => {
  it.each([
    ['+49 171 1234567', undefined, '+491711234567'],
    ['0049 171 1234567', undefined, '+491711234567'],
    ['+49 (0) 171 1234567', undefined, '+491711234567'],
    ['0171 1234567', 'DE', '+491711234567'],
    ['(202) 555-0123', 'US', '+12025550123'],
    ['+1 202-555-0123', 'DE', '+12025550123'],
    [' +12025550123 ', undefined, '+12025550123'],
    ['+15005550006', undefined, '+15005550006'],
  ] as const)('%j is read in %s as %s', (text, region, expected) => {
    expect(parsePhoneNumber(text, region)).toBe(expected)
  })

  it.each([
    '',
    '+',
    '911',
    '12345',
    '0171 1234567',
    'hello',
    '+1202555012',
    '+120255501234567',
    '+12025550123 ext. 5',
    '+999123456789',
    '+49000000',
    'call +12025550123 now',
    '+1202555０１２３ or so',
    '<script>',
  ])('%j is none', (text) => {
    expect(parsePhoneNumber(text)).toBeUndefined()
  })

  it('of an emergency is none, whatever the country', () => {
    for (const region of ['US', 'DE', 'GB', 'AU'] as const) {
      for (const number of ['911', '112', '999', '000']) {
        expect(parsePhoneNumber(number, region)).toBeUndefined()
      }
    }
  })

  it('is the same when it is read again, as it is or as people read it', () => {
    fc.assert(
      fc.property(fc.stringMatching(/^\+[1-9]\d{6,14}$/), (text) => {
        const number = parsePhoneNumber(text)
        if (number === undefined) return
        expect(parsePhoneNumber(number)).toBe(number)
        expect(parsePhoneNumber(formatPhoneNumber(number))).toBe(number)
      }),
    )
  })

  it('never comes out of anything in another form than E.164', () => {
    fc.assert(
      fc.property(fc.string(), (text) => {
        expect(parsePhoneNumber(text) ?? '+10000000').toMatch(/^\+[1-9]\d{6,14}$/)
      }),
    )
  })

  it('is shown as people write it, with the country that it is of', () => {
    const number = parsePhoneNumber('+491711234567')
    expect(number && formatPhoneNumber(number)).toBe('+49 171 1234567')
    expect(number && countryOf(number)).toBe('DE')
  })
})

describe('a country', () => {
  it.each([
    ['de', 'DE'],
    [' US ', 'US'],
    ['uk', 'GB'],
    ['XX', undefined],
    ['Germany', undefined],
    ['', undefined],
    ['constructor', undefined],
  ])('%j is %s', (text, expected) => {
    expect(parseCountry(text)).toBe(expected)
  })
})
