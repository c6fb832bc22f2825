import type { Carrier, OutgoingText } from '../../src/core/carrier.ts'
import { CarrierError } from '../../src/core/errors.ts'
import type { NumberQuery, OfferedNumber } from '../../src/core/number-market.ts'
import { countryOf, type PhoneNumber } from '../../src/core/phone.ts'

export interface FakeCarrier extends Carrier {
  /** Every purchase that was asked for, successful or not. */
  readonly asked: readonly PhoneNumber[]
  readonly owned: ReadonlySet<PhoneNumber>
  readonly sent: readonly OutgoingText[]
  /** What the next call of the market or of `send` throws; `after` when it was carried out all the same. */
  fail(error: CarrierError, when?: 'before' | 'after'): void
}

/** A carrier in memory with a market of these numbers. */
export function fakeCarrier(
  id: string,
  forSale: readonly OfferedNumber[],
  capabilities: Partial<Carrier['capabilities']> = {},
): FakeCarrier {
  const asked: PhoneNumber[] = []
  const owned = new Set<PhoneNumber>()
  const sent: OutgoingText[] = []
  const failures: { readonly error: CarrierError; readonly when: 'before' | 'after' }[] = []

  async function call<Result>(work: () => Result): Promise<Result> {
    const failure = failures.shift()
    if (failure?.when === 'before') throw failure.error
    const result = work()
    if (failure !== undefined) throw failure.error
    return result
  }

  function isFound({ number, place }: OfferedNumber, { country, pattern = '' }: NumberQuery) {
    const text = `${number} ${place ?? ''}`.toLowerCase()
    const isThere = countryOf(number) === country && text.includes(pattern.toLowerCase())
    return isThere && !owned.has(number)
  }

  return {
    id,
    asked,
    owned,
    sent,
    fail: (error, when = 'before') => void failures.push({ error, when }),
    capabilities: {
      maxTextLength: 1600,
      shortCodes: true,
      settleTime: 0,
      isSimulated: false,
      idempotentSend: false,
      receipts: 'final',
      mediaIn: false,
      optOut: 'carrier',
      registration: 'none',
      signature: 'none',
      ...capabilities,
    },
    receive: () => [],
    send: async (text) =>
      await call(() => ({ id: `SM${sent.push(text)}`, state: 'sent' }) as const),
    balance: async () => ({ amount: 123_400, currency: 'USD' }),
    numbers: {
      search: async (query) =>
        await call(() => forSale.filter((offer) => isFound(offer, query)).slice(0, query.limit)),
      async buy(number) {
        asked.push(number)
        return await call(() => {
          const isHere = forSale.some((offer) => offer.number === number)
          if (!isHere || owned.has(number)) {
            throw new CarrierError('number-gone', 'The number is not for sale any more.')
          }
          owned.add(number)
          return { id: `PN${number}`, number }
        })
      },
      owned: async () => [...owned].map((number) => ({ id: `PN${number}`, number })),
      configure: async () => undefined,
      release: async (numberId) =>
        await call(() => void owned.delete(numberId.slice(2) as PhoneNumber)),
    },
  }
}
