import { expect, it } from 'vitest'
import type { UserId } from '../../src/core/ids.ts'
import type { Line, LineId } from '../../src/core/line.ts'
import type { PhoneNumber } from '../../src/core/phone.ts'
import { guard } from '../../src/lines/guard.ts'

function lineIn(number: string): Line {
  return {
    id: 'l' as LineId,
    number: number as PhoneNumber,
    account: '@ann:one.example' as UserId,
    carrier: 'sim',
    label: 'Line',
    isDefault: true,
    state: 'active',
  }
}

const lines = {
  US: lineIn('+12025550123'),
  DE: lineIn('+491711234567'),
  GB: lineIn('+447400123456'),
  FR: lineIn('+33612345678'),
  AU: lineIn('+61412345678'),
} as const

it.each([
  ['911', 'US'],
  ['988', 'US'],
  ['112', 'DE'],
  ['110', 'DE'],
  ['999', 'GB'],
  ['17', 'FR'],
  ['000', 'AU'],
  ['911', 'DE'],
  ['112', 'US'],
] as const)('a text to %s from a line in %s is refused with the reason', async (to, country) => {
  expect(await guard(to, lines[country])).toMatch(
    new RegExp(`^${to} is an emergency or crisis number\\..*call it from a phone\\.$`),
  )
})

it.each([
  ['72345', 'US'],
  ['110', 'US'],
  ['+12025550911', 'US'],
  ['+49112', 'DE'],
  ['+4930110', 'DE'],
  ['22000', 'DE'],
] as const)('a text to %s from a line in %s goes out', async (to, country) => {
  expect(await guard(to, lines[country])).toBeUndefined()
})
