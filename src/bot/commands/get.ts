import { type Contact, isNumber } from '../../core/contact.ts'
import { CarrierError, RefusedError } from '../../core/errors.ts'
import type { UserId } from '../../core/ids.ts'
import { countryOf, formatPhoneNumber } from '../../core/phone.ts'
import { type GetDeps, get, mayGet } from '../../lines/get.ts'
import { type Offer, offerOf } from '../../lines/market.ts'
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
      const begun = await underWay(deps, talk.account, contact)
      if (begun !== undefined) return { kind: 'act', act: { kind: 'buy', offer: begun } }
      const country = isNumber(contact) ? countryOf(contact) : undefined
      if (!isNumber(contact) || country === undefined) throw notForSale(wanted)
      const offer = await offerOf(deps.carriers, contact, country, AbortSignal.timeout(30_000))
      if (offer === undefined) throw notForSale(formatPhoneNumber(contact))
      return await ask(deps, talk, offer)
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
  if (offer !== undefined) return await ask(deps, talk, offer)
  throw new RefusedError(
    list.length === 0
      ? 'There is no list to choose from. Type "search US", for example.'
      : `The last list goes from 1 to ${list.length}.`,
  )
}

/** The price is shown before it is spent. */
async function ask(deps: GetDeps, { account }: Talk, offer: Offer): Promise<Step> {
  const held = await deps.lines.ofNumber(offer.number)
  if (held?.account === account) return say(plain(`${lineName(held)} is yours already.`))
  await mayGet(deps, account)
  const isSimulated = deps.carriers.get(offer.carrier)?.capabilities.isSimulated === true
  const cost =
    offer.monthly === undefined
      ? 'The carrier does not say what it costs.'
      : `It costs ${priceOf(offer)}${isSimulated ? ' (simulated, not charged)' : ''}.`
  const body = `${formatPhoneNumber(offer.number)}: ${cost} Shall I get it? (yes or no)`
  const question = { kind: 'confirm', act: { kind: 'buy', offer } } as const
  return say({ body, reactions: ['✅', '❌'] }, { question })
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
  wanted: Contact,
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
    `${shown.slice(0, 40)} is not for sale. Look for others with "search US", for example.`,
  )
}
