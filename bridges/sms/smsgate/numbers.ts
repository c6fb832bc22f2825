import type { NumberMarket } from '../../../src/core/number-market.ts'
import { ownedNumbers } from '../../../src/core/owned-numbers.ts'
import type { Sim } from './sims.ts'
import type { Webhooks } from './webhooks.ts'

/** The numbers of the SIMs. Nothing is for sale, and nothing can be given back: a SIM stays where it is. */
export function createNumbers(sims: readonly Sim[], webhooks: Webhooks): NumberMarket {
  const why = 'This carrier sells no numbers: it has those of the SIMs in its phone.'
  return ownedNumbers(why, {
    owned: async () => sims.map(({ number }) => ({ id: number, number })),
    configure: async (_id, signal) => await webhooks.register(signal),
    release: async () => {},
  })
}
