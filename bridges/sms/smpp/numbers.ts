import { CarrierError } from '../../../src/core/errors.ts'
import type { NumberMarket } from '../../../src/core/number-market.ts'
import type { PhoneNumber } from '../../../src/core/phone.ts'

/** An SMSC sells nothing: the numbers that its operator gave us are ours, and are called by themselves. */
export function ownNumbers(numbers: readonly PhoneNumber[]): NumberMarket {
  return {
    search: async () => [],
    async buy() {
      throw new CarrierError('number-gone', 'This carrier sells no numbers.')
    },
    owned: async () => numbers.map((number) => ({ id: number, number })),
    configure: async () => {},
    release: async () => {},
  }
}
