import type { CarrierCapabilities } from '../core/carrier-capabilities.ts'
import type { OfferedNumber, Requirement } from '../core/number-market.ts'
import { countriesOf, type PhoneNumber } from '../core/phone.ts'

/** All that somebody has to know before this number is bought, in sentences. */
export function cautionsOf(
  capabilities: Pick<CarrierCapabilities, 'registration'> | undefined,
  { number, requires = [] }: Pick<OfferedNumber, 'number' | 'requires'>,
): readonly string[] {
  const registration = registrationCaution(capabilities, number)
  return [
    ...(registration === undefined ? [] : [registration]),
    ...requires.map((each) => `${demands[each].sentence} ${until}`),
  ]
}

/** What a sender has to be before texts of this number arrive; undefined where there is nothing. */
export function registrationCaution(
  capabilities: Pick<CarrierCapabilities, 'registration'> | undefined,
  number: PhoneNumber,
): string | undefined {
  if (capabilities?.registration !== 'us10dlc') return undefined
  const countries = countriesOf(number)
  if (countries.includes('US')) {
    return 'Texts from US numbers of this carrier reach phones only if the sender is registered, which private people can’t be. Receiving works.'
  }
  return countries.includes('CA')
    ? 'Texts from Canadian numbers of this carrier reach phones in the US only if the sender is registered, which private people can’t be. Receiving works.'
    : undefined
}

/** The same in few words: "needs papers". */
export function needsOf({ requires = [] }: Pick<OfferedNumber, 'requires'>): string | undefined {
  const words = requires.map((each) => demands[each].words)
  return words.length === 0 ? undefined : `needs ${words.join(' and ')}`
}

const until = 'That is settled with the carrier; until then it refuses to sell the number.'

const demands: Readonly<
  Record<Requirement, { readonly words: string; readonly sentence: string }>
> = {
  address: { words: 'an address', sentence: 'The carrier wants an address of yours first.' },
  'local-address': {
    words: 'an address there',
    sentence: 'The carrier wants an address of yours in the area of the number first.',
  },
  'foreign-address': {
    words: 'an address abroad',
    sentence: 'The carrier wants an address of yours outside of the number’s country first.',
  },
  papers: {
    words: 'papers',
    sentence: 'The carrier wants papers first that say who uses the number.',
  },
  'business-papers': {
    words: 'papers of a business',
    sentence: 'The carrier sells these numbers to businesses only, and wants their papers first.',
  },
}
