import type { NumberMarket } from '../../../src/core/number-market.ts'
import { ownedNumbers } from '../../../src/core/owned-numbers.ts'
import type { PhoneNumber } from '../../../src/core/phone.ts'

/** An SMSC sells nothing: the numbers that its operator gave us are ours, and are called by themselves. */
export function ownNumbers(numbers: readonly PhoneNumber[]): NumberMarket {
  return ownedNumbers('This carrier sells no numbers.', {
    owned: async () => numbers.map((number) => ({ id: number, number })),
    configure: async () => {},
    release: async () => {},
  })
}
