import { isNumber } from '../../core/contact.ts'
import { CarrierError, RefusedError } from '../../core/errors.ts'
import type { UserId } from '../../core/ids.ts'
import { countriesOf, formatPhoneNumber, type PhoneNumber } from '../../core/phone.ts'
import { shorten } from '../../lib/shorten.ts'
import { cautionsOf } from '../../lines/cautions.ts'
import { type GetDeps, get, mayGet } from '../../lines/get.ts'
import { type Offer, offerOf, ownedOffer } from '../../lines/market.ts'
import { command } from '../command.ts'
import { plain, type Reply } from '../reply.ts'
import { type ChatCommand, type Step, say, type Talk } from '../talk.ts'
import { contactOf } from '../typed-number.ts'
import { lineName } from './lines.ts'
import { priceOf } from './search.ts'

export function getCommand(deps: GetDeps): ChatCommand {
  return command({
    name: 'get',
    aliases: ['take', 'choose'],
    arguments: {
      'number or choice': {
        kind: 'words',
        required: true,
        help: 'a number for sale, or its place in the list of the last search',
      },
    },
    help: 'Gets a number, after showing its price and asking.',
    permission: 'own',
    run: async (talk, { 'number or choice': wanted }) => {
      const place = placeIn(wanted)
      if (place !== undefined) return await choose(deps, talk, place)
      const contact = contactOf(wanted, talk.countries)
      if (!isNumber(contact)) throw notForSale(wanted)
      return await ask(deps, talk, contact)
    },
  })
}

/** A place in a list, typed as "2", "#2", "2." or as its keycap emoji. */
export function placeIn(text: string): number | undefined {
  const [, digits] = /^#?(\d{1,2})[.)]?$/.exec(text.replace(/[\ufe0f\u20e3]/g, '').trim()) ?? []
  return digits === undefined ? undefined : Number(digits)
}

/** One of the last search's offers. @throws RefusedError */
export async function choose(deps: GetDeps, talk: Talk, place: number): Promise<Step> {
  const list = talk.state.offers?.list ?? []
  const offer = list[place - 1]
  if (offer !== undefined) return await ask(deps, talk, offer.number)
  throw new RefusedError(
    list.length === 0
      ? 'There is no list to choose from. Type "search US", for example.'
      : `The last list goes from 1 to ${list.length}.`,
  )
}

/**
 * The price, and whatever else is to be known, is shown before it is spent, and is asked for now: the list that
 * somebody chooses from may be of long ago.
 */
async function ask(
  deps: GetDeps,
  { account, permission }: Talk,
  number: PhoneNumber,
): Promise<Step> {
  const held = await deps.lines.ofNumber(number)
  if (held?.account === account) return say(plain(`${lineName(held)} is yours already.`))
  const begun = await underWay(deps, account, number)
  if (begun !== undefined) return { kind: 'act', act: { kind: 'buy', offer: begun } }
  await mayGet(deps, account)
  const offer = await offerNow(deps, number, permission.level === 'admin' && held === undefined)
  const known = [costOf(deps, offer), ...cautionsOf(capabilitiesOf(deps, offer), offer)].join(' ')
  const body = `${formatPhoneNumber(offer.number)}: ${known} Shall I get it? (yes or no)`
  const question = { kind: 'confirm', act: { kind: 'buy', offer } } as const
  return say({ body, reactions: ['✅', '❌'] }, { question })
}

/** @throws RefusedError CarrierError */
async function offerNow(
  { carriers }: GetDeps,
  number: PhoneNumber,
  mayTakeOwned: boolean,
): Promise<Offer> {
  const signal = AbortSignal.timeout(30_000)
  for (const country of countriesOf(number)) {
    const offer = await offerOf(carriers, number, country, signal)
    if (offer !== undefined) return offer
  }
  const owned = mayTakeOwned ? await ownedOffer(carriers, number, signal) : undefined
  if (owned === undefined) throw notForSale(formatPhoneNumber(number))
  return owned
}

function capabilitiesOf({ carriers }: GetDeps, { carrier }: Offer) {
  return carriers.get(carrier)?.capabilities
}

function costOf(deps: GetDeps, offer: Offer): string {
  if (offer.ownedId !== undefined) {
    return 'It belongs to the carrier account already: nothing is bought, and its texts come here from then on.'
  }
  if (offer.monthly === undefined) return 'The carrier does not say what it costs.'
  const isSimulated = capabilitiesOf(deps, offer)?.isSimulated === true
  return `It costs ${priceOf(offer)}${isSimulated ? ' (simulated, not charged)' : ''}.`
}

/** @throws RefusedError CarrierError */
export async function buy(deps: GetDeps, account: UserId, offer: Offer): Promise<Reply> {
  const line = await get(deps, account, offer).catch((error: unknown) => unclear(error, offer))
  if ('body' in line) return line
  const isDefault = line.isDefault ? ' It is your default number.' : ''
  return plain(
    `${lineName(line)} is yours now.${isDefault}\nGive it a name of its own: label ${line.label} Work\nWrite to somebody: text +1… Hello`,
  )
}

/** A purchase that the account agreed to and that was interrupted. */
async function underWay(
  { lines }: GetDeps,
  account: UserId,
  wanted: PhoneNumber,
): Promise<Offer | undefined> {
  const purchases = await lines.openPurchases()
  const open = purchases.find((each) => each.number === wanted && each.account === account)
  if (open === undefined) return undefined
  const { number, carrier, price } = open
  const monthly = price === undefined ? {} : { monthly: price }
  return { number, carrier, abilities: [], ...monthly }
}

/** The purchase stays written down: asked for again, the carrier's own list is looked at first. */
function unclear(error: unknown, { number }: Offer): Reply {
  if (!(error instanceof CarrierError && error.maybeSent)) throw error
  const shown = formatPhoneNumber(number)
  return plain(
    `The carrier did not answer, so I don’t know whether ${shown} was bought. In a while please type: get ${shown}. It will not be bought twice.`,
  )
}

function notForSale(shown: string): RefusedError {
  return new RefusedError(
    `${shorten(shown, 40)} is not for sale now. Look for others with "search US", for example.`,
  )
}
