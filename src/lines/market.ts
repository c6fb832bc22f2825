import type { Carrier } from '../core/carrier.ts'
import { CarrierError, RefusedError } from '../core/errors.ts'
import type { OfferedNumber } from '../core/number-market.ts'
import type { Country, PhoneNumber } from '../core/phone.ts'

/** A number for sale, and who sells it. */
export interface Offer extends OfferedNumber {
  readonly carrier: string
  /** The carrier's own ID where the number is ours there already: then nothing is bought. */
  readonly ownedId?: string
}

interface SearchQuery {
  readonly country: Country
  /** An area's name or code, or digits that the number contains. */
  readonly pattern?: string
  readonly limit?: number
}

/**
 * Numbers for sale at all carriers, in turns. A carrier that can't answer is left out while another can.
 * @throws CarrierError when none could @throws RefusedError when no carrier sells numbers
 */
export async function search(
  carriers: ReadonlyMap<string, Carrier>,
  { country, pattern, limit = 8 }: SearchQuery,
  signal?: AbortSignal,
): Promise<readonly Offer[]> {
  const query = { country, limit, ...(pattern === undefined ? {} : { pattern }) }
  const asked = [...carriers].flatMap(([carrier, { numbers }]) =>
    numbers === undefined
      ? []
      : [
          numbers
            .search(query, signal)
            .then((found) => found.map((offer): Offer => ({ ...offer, carrier }))),
        ],
  )
  if (asked.length === 0) throw new RefusedError('No carrier that is configured sells numbers.')
  const answers = await Promise.allSettled(asked)
  const found = answers.flatMap((answer) => (answer.status === 'fulfilled' ? [answer.value] : []))
  const failure = answers.find((answer) => answer.status === 'rejected')
  if (found.length === 0 && failure?.reason instanceof Error) throw failure.reason
  return inTurns(found).slice(0, limit)
}

/** Who sells exactly this number now, and for how much; undefined when nobody does. */
export async function offerOf(
  carriers: ReadonlyMap<string, Carrier>,
  number: PhoneNumber,
  country: Country,
  signal?: AbortSignal,
): Promise<Offer | undefined> {
  const national = number.slice(-7)
  const offers = await search(carriers, { country, pattern: national, limit: 50 }, signal)
  return offers.find((offer) => offer.number === number)
}

/** The number at the carrier where it is ours already, bought in the provider's console for example. */
export async function ownedOffer(
  carriers: ReadonlyMap<string, Carrier>,
  number: PhoneNumber,
  signal?: AbortSignal,
): Promise<Offer | undefined> {
  for (const [carrier, { numbers }] of carriers) {
    const owned = (await numbers?.owned(signal))?.find((each) => each.number === number)
    if (owned !== undefined) return { number, carrier, ownedId: owned.id, abilities: [] }
  }
  return undefined
}

/** The market of a carrier. @throws CarrierError when it has none */
export function marketOf(carriers: ReadonlyMap<string, Carrier>, id: string) {
  const market = carriers.get(id)?.numbers
  if (market === undefined) {
    throw new CarrierError('unavailable', `The carrier "${id}" can not be asked for numbers now.`)
  }
  return market
}

function inTurns(lists: readonly (readonly Offer[])[]): Offer[] {
  const longest = Math.max(0, ...lists.map((list) => list.length))
  return Array.from({ length: longest }, (_, place) =>
    lists.flatMap((list) => list[place] ?? []),
  ).flat()
}
