import type { Carrier, NumberMarket, OwnedNumber } from '../core/carrier.ts'
import { CarrierError, RefusedError } from '../core/errors.ts'
import type { UserId } from '../core/ids.ts'
import type { Line } from '../core/line.ts'
import type { Lines, Purchase } from '../core/lines.ts'
import type { Log } from '../core/log.ts'
import { formatPhoneNumber, type PhoneNumber } from '../core/phone.ts'
import { freeLabel } from './find.ts'
import { marketOf, type Offer } from './market.ts'
import { type Policy, permissionOf } from './permissions.ts'

export interface GetDeps {
  readonly lines: Lines
  readonly carriers: ReadonlyMap<string, Carrier>
  readonly policy: Policy
  readonly log: Log
}

/** @throws RefusedError when the account may not have another line */
export async function mayGet(
  deps: Pick<GetDeps, 'lines' | 'policy'>,
  account: UserId,
): Promise<void> {
  const { level, maxLines } = permissionOf(deps.policy, account)
  if (level !== 'own' && level !== 'admin') {
    throw new RefusedError('You may not get numbers here. Please ask whoever runs this Homeline.')
  }
  const owned = await deps.lines.ofAccount(account)
  if (owned.length >= maxLines) {
    const count = maxLines === 1 ? 'one number' : `${maxLines} numbers`
    throw new RefusedError(`You may have ${count}. Release one first.`)
  }
}

/**
 * Buys a number and makes it a line of the account. The intent is on disk before the carrier is asked,
 * so that an interrupted purchase is found again and never made twice.
 * @throws RefusedError CarrierError
 */
export async function get(
  deps: GetDeps,
  account: UserId,
  { number, carrier, monthly }: Pick<Offer, 'number' | 'carrier' | 'monthly'>,
): Promise<Line> {
  const held = await deps.lines.ofNumber(number)
  if (held?.account === account) return held
  await mayGet(deps, account)
  const market = marketOf(deps.carriers, carrier)
  const label = freeLabel(await deps.lines.ofAccount(account), 'Line')
  const purchase = {
    number,
    account,
    carrier,
    label,
    ...(monthly === undefined ? {} : { price: monthly }),
  }
  const begun = await deps.lines.beginPurchase(purchase)
  if (begun === 'taken') throw gone(number)
  const owned = begun === 'under-way' ? await ownedNow(market, number) : undefined
  return await assign(deps, purchase, owned ?? (await buy(deps, market, number)))
}

/**
 * What became of purchases that were interrupted: those that were open before anybody could begin a new one.
 * @returns those that can't be asked about yet
 */
export async function finishPurchases(
  deps: GetDeps,
  interrupted: readonly Purchase[],
): Promise<readonly Purchase[]> {
  const open: Purchase[] = []
  for (const purchase of interrupted) {
    try {
      const owned = await ownedNow(marketOf(deps.carriers, purchase.carrier), purchase.number)
      if (owned === undefined) await deps.lines.endPurchase(purchase.number)
      else await assign(deps, purchase, owned)
    } catch (error) {
      deps.log.warn({ err: error }, 'an interrupted purchase is still open; asked again later')
      open.push(purchase)
    }
  }
  return open
}

/** When the carrier's answer is lost, or a purchase that was interrupted may have taken the number, its list tells. */
async function buy(
  { lines }: GetDeps,
  market: NumberMarket,
  number: PhoneNumber,
): Promise<OwnedNumber> {
  try {
    return await market.buy(number)
  } catch (error) {
    if (!(error instanceof CarrierError)) throw error
    const isUnsure = error.maybeSent || error.code === 'number-gone'
    const owned = isUnsure ? await ownedNow(market, number) : undefined
    if (owned !== undefined) return owned
    if (!error.maybeSent) await lines.endPurchase(number)
    throw error.code === 'number-gone' ? gone(number) : error
  }
}

async function assign({ lines }: GetDeps, purchase: Purchase, owned: OwnedNumber): Promise<Line> {
  const line = await lines.assign({ ...purchase, carrierNumberId: owned.id })
  if (line === undefined) throw gone(purchase.number)
  return line
}

async function ownedNow(
  market: NumberMarket,
  number: PhoneNumber,
): Promise<OwnedNumber | undefined> {
  return (await market.owned()).find((owned) => owned.number === number)
}

function gone(number: PhoneNumber): RefusedError {
  return new RefusedError(
    `${formatPhoneNumber(number)} was taken by somebody else meanwhile. Please search again.`,
  )
}
