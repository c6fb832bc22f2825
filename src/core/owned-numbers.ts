import { CarrierError } from './errors.ts'
import type { NumberMarket } from './number-market.ts'

/**
 * The market of a carrier that sells nothing and takes nothing back. A search finds nothing, and does not
 * fail: `get` with an owned number searches first.
 * @param why in words for who wants to buy
 */
export function ownedNumbers(
  why: string,
  numbers: Pick<NumberMarket, 'owned' | 'configure' | 'release'>,
): NumberMarket {
  return {
    ...numbers,
    search: async () => [],
    async buy() {
      throw new CarrierError('not-found', why)
    },
    keepsReleased: true,
  }
}
