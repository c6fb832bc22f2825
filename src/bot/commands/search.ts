import type { Carrier } from '../../core/carrier.ts'
import { formatMoney } from '../../core/money.ts'
import { type Country, formatPhoneNumber } from '../../core/phone.ts'
import { shorten } from '../../lib/shorten.ts'
import { needsOf, registrationCaution } from '../../lines/cautions.ts'
import { type Offer, search } from '../../lines/market.ts'
import { command } from '../command.ts'
import { countryName } from '../countries.ts'
import { listed, plain, quoted } from '../reply.ts'
import { type ChatCommand, type Step, say } from '../talk.ts'

/** As many as there are keycap emojis for a tap with one hand. */
const limit = 8
/** Milliseconds. */
const patience = 30_000

interface MarketDeps {
  readonly carriers: ReadonlyMap<string, Carrier>
}

export function searchCommand(deps: MarketDeps): ChatCommand {
  return command({
    name: 'search',
    aliases: ['find', 'buy'],
    arguments: {
      country: { kind: 'country', required: true, help: 'its code or English name, such as US' },
      'area or digits': {
        kind: 'words',
        required: false,
        help: 'a town, an area code, or digits that the number should have',
      },
    },
    help: 'Lists numbers for sale.',
    permission: 'own',
    run: async (_talk, { country, 'area or digits': pattern }) => {
      const wanted = { country, limit, ...(pattern === undefined ? {} : { pattern }) }
      const list = await search(deps.carriers, wanted, AbortSignal.timeout(patience))
      return list.length === 0 ? nothing(country, pattern) : found(deps, country, list)
    },
  })
}

/** "1.15 USD a month", perhaps "and 2.00 USD once", or that nobody knows. */
export function priceOf({ monthly, once }: Pick<Offer, 'monthly' | 'once'>): string {
  if (monthly === undefined) return 'price not known'
  const more = once === undefined ? '' : ` and ${formatMoney(once)} once`
  return `${formatMoney(monthly)} a month${more}`
}

export function keycap(place: number): string {
  return `${place}\ufe0f\u20e3`
}

function nothing(country: Country, pattern: string | undefined): Step {
  const where = countryName(country)
  return say(
    plain(
      pattern === undefined
        ? `Nobody sells numbers in ${where} now.`
        : `Nobody sells numbers in ${where} with ${quoted(shorten(pattern, 40))} now. Try fewer digits, another area, or "search ${country}".`,
    ),
  )
}

function found(deps: MarketDeps, country: Country, list: readonly Offer[]): Step {
  const several = new Set(list.map(({ carrier }) => carrier)).size > 1
  const items = list.map((offer) => describe(deps, offer, several))
  const reply = listed(
    `Numbers in ${countryName(country)}:`,
    items,
    [
      ...registrations(deps, list, several),
      'Answer with the place in the list, or tap it below.',
    ].join('\n'),
    { ordered: true },
  )
  const reactions = list.map((_, index) => keycap(index + 1))
  return say({ ...reply, reactions }, { offers: { list } })
}

/** Said once for all numbers of a carrier. */
function registrations(
  { carriers }: MarketDeps,
  list: readonly Offer[],
  several: boolean,
): readonly string[] {
  const cautions = list.flatMap(({ carrier, number }) => {
    const caution = registrationCaution(carriers.get(carrier)?.capabilities, number)
    return caution === undefined ? [] : [several ? `${carrier}: ${caution}` : caution]
  })
  return [...new Set(cautions)]
}

function describe({ carriers }: MarketDeps, offer: Offer, several: boolean): string {
  const { number, place, abilities, carrier } = offer
  const isSimulated = carriers.get(carrier)?.capabilities.isSimulated === true
  const parts = [
    formatPhoneNumber(number),
    place,
    priceOf(offer),
    abilities.map((ability) => words[ability]).join(', '),
    needsOf(offer),
    several ? carrier : undefined,
    isSimulated ? 'simulated, not charged' : undefined,
  ]
  return parts.filter((part) => part !== undefined && part !== '').join(' · ')
}

const words = { sms: 'texts', mms: 'pictures', voice: 'calls' } as const
