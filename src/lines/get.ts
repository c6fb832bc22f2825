import type { Carrier } from '../core/carrier.ts'
import { CarrierError, RefusedError } from '../core/errors.ts'
import type { UserId } from '../core/ids.ts'
import type { Line } from '../core/line.ts'
import type { Lines, Purchase } from '../core/lines.ts'
import type { Log } from '../core/log.ts'
import type { NumberMarket, OwnedNumber } from '../core/number-market.ts'
import { formatPhoneNumber, type PhoneNumber } from '../core/phone.ts'
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
  if (owned.length >= maxLines) throw tooMany(maxLines, 'Release one first.')
}

/**
 * Buys a number, or takes one that was bought elsewhere, and makes it a line of the account. The intent is on disk before the carrier is asked,
 * so that an interrupted purchase is found again and never made twice.
 * @throws RefusedError CarrierError
 */
export async function get(
  deps: GetDeps,
  account: UserId,
  { number, carrier, monthly, ownedId }: Pick<Offer, 'number' | 'carrier' | 'monthly' | 'ownedId'>,
): Promise<Line> {
  const held = await deps.lines.ofNumber(number)
  if (held?.account === account) return held
  await mayGet(deps, account)
  const market = marketOf(deps.carriers, carrier)
  const label = 'Line'
  const purchase = {
    number,
    account,
    carrier,
    label,
    ...(monthly === undefined ? {} : { price: monthly }),
  }
  const { maxLines } = permissionOf(deps.policy, account)
  if (ownedId !== undefined) await market.configure(ownedId)
  const begun = await deps.lines.beginPurchase(purchase, maxLines)
  if (begun === 'taken') throw gone(number)
  if (begun === 'limit') throw tooMany(maxLines, 'Another one is being got for you already.')
  if (ownedId !== undefined) return await assign(deps, purchase, { id: ownedId, number })
  const owned = begun === 'under-way' ? await ownedNow(market, number) : undefined
  return await assign(deps, purchase, owned ?? (await buy(deps, market, number)))
}

export interface FinishDeps extends Pick<GetDeps, 'lines' | 'carriers' | 'log'> {
  /** Milliseconds since 1970: purchases were interrupted before. */
  readonly startedAt: number
  readonly now?: () => number
}

/**
 * What became of purchases that were interrupted: those that were open before anybody could begin a new one.
 * @returns those that can't be asked about yet, or that the carrier may still make
 */
export async function finishPurchases(
  deps: FinishDeps,
  interrupted: readonly Purchase[],
): Promise<readonly Purchase[]> {
  const open: Purchase[] = []
  for (const purchase of interrupted) {
    try {
      if (!(await finish(deps, purchase))) open.push(purchase)
    } catch (error) {
      deps.log.warn({ err: error }, 'an interrupted purchase is still open; asked again later')
      open.push(purchase)
    }
  }
  return open
}

/** The time is taken before the list is asked for: what comes in between is not missed. */
async function finish(deps: FinishDeps, purchase: Purchase): Promise<boolean> {
  const { lines, carriers, startedAt, now = Date.now } = deps
  const { number, carrier } = purchase
  const settleTime = carriers.get(carrier)?.capabilities.settleTime ?? 0
  const isSettled = now() >= startedAt + settleTime
  const owned = await ownedNow(marketOf(carriers, carrier), number)
  // Its account may have asked again meanwhile: what is over is left to whoever came then.
  const open = await lines.openPurchases()
  if (!open.some((each) => each.number === number && each.account === purchase.account)) return true
  if (owned !== undefined) await assign(deps, purchase, owned)
  else if (isSettled) await lines.endPurchase(number)
  return owned !== undefined || isSettled
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

async function assign(
  { lines }: Pick<GetDeps, 'lines'>,
  purchase: Purchase,
  owned: OwnedNumber,
): Promise<Line> {
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

function tooMany(maxLines: number, what: string): RefusedError {
  const count = maxLines === 1 ? 'one number' : `${maxLines} numbers`
  return new RefusedError(`You may have ${count}. ${what}`)
}

function gone(number: PhoneNumber): RefusedError {
  return new RefusedError(
    `${formatPhoneNumber(number)} was taken by somebody else meanwhile. Please search again.`,
  )
}
