import { CarrierError } from './errors.ts'
import type { NumberMarket } from './number-market.ts'

/**
 * The market of a carrier that sells nothing and whose numbers can be used all the same. A search finds
 * nothing, and does not fail: whoever types `get` and a number is asked for it first.
 * @param why in words for who wants to buy
 */
export function ownedNumbers(
  why: string,
  numbers: Omit<NumberMarket, 'search' | 'buy'>,
): NumberMarket {
  return {
    ...numbers,
    search: async () => [],
    async buy() {
      throw new CarrierError('not-found', why)
    },
  }
}
