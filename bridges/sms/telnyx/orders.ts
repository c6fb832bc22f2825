import { setTimeout as pause } from 'node:timers/promises'
import type { z } from 'zod'
import { unclear } from '../../../src/core/carrier-http.ts'
import { CarrierError } from '../../../src/core/errors.ts'
import type { PhoneNumber } from '../../../src/core/phone.ts'
import type { Api } from './api.ts'
import type { Profile } from './profile.ts'
import { one, order as orderSchema, type ownedNumber, page } from './schemas.ts'

export interface OrderOptions {
  /** The carrier's: orders are found again by it. */
  readonly id: string
  /** How long an order is waited for, milliseconds. */
  readonly orderTime?: number
  /** How often it is asked about meanwhile. */
  readonly askEvery?: number
}

export interface OrdersDeps extends OrderOptions {
  readonly api: Api
  readonly profile: Pick<Profile, 'ensure'>
  readonly find: (number: PhoneNumber, signal?: AbortSignal) => Promise<Owned | undefined>
}

/**
 * Orders a number and waits until it is there: the provider carries an order out after it has answered. One
 * that is under way is never ordered again.
 * @throws CarrierError `maybeSent` while the number may still come
 */
export type Buy = (number: PhoneNumber, signal?: AbortSignal) => Promise<Owned>

type Owned = z.infer<typeof ownedNumber>
type Order = z.infer<typeof orderSchema>

export function createOrders(deps: OrdersDeps): Buy {
  const { api, profile, find, id, orderTime = 30_000, askEvery = 1000 } = deps
  const referenceOf = (number: PhoneNumber) => `homeline ${id} ${number}`

  async function ordersOf(number: PhoneNumber, signal?: AbortSignal): Promise<readonly Order[]> {
    const query = { 'filter[customer_reference]': referenceOf(number), 'page[size]': '250' }
    return (await api.call({ path: '/number_orders', query }, page(orderSchema), signal)).data
  }

  async function place(number: PhoneNumber, signal?: AbortSignal): Promise<Order> {
    const body = {
      phone_numbers: [{ phone_number: number }],
      messaging_profile_id: await profile.ensure(signal).catch(nothingOrdered),
      customer_reference: referenceOf(number),
    }
    const request = { method: 'POST', path: '/number_orders', body } as const
    try {
      return (await api.call(request, one(orderSchema), signal)).data
    } catch (error) {
      if (!(error instanceof CarrierError && error.maybeSent)) throw error
      // The answer is lost, but perhaps not the order.
      const [found] = await ordersOf(number, signal).catch(() => [])
      if (found === undefined) throw error
      return found
    }
  }

  async function finish(placed: Order, ended: AbortSignal): Promise<void> {
    let order = placed
    const outcome = await wait(async () => {
      const path = `/number_orders/${encodeURIComponent(order.id)}`
      const known = outcomeOf(order)
      if (known !== undefined) return known
      order = (await api.call({ path }, one(orderSchema), ended)).data
      return outcomeOf(order)
    }, ended)
    if (outcome !== 'done') throw outcome
  }

  async function wait<Answer>(
    ask: () => Promise<Answer | undefined>,
    ended: AbortSignal,
  ): Promise<Answer> {
    let cause: unknown
    for (;;) {
      const answer = await ask().catch((error: unknown) => {
        cause = ended.aborted ? (cause ?? error) : error
      })
      if (answer !== undefined) return answer
      if (ended.aborted) break
      await pause(askEvery, undefined, { signal: ended }).catch(() => undefined)
    }
    throw unclear('The carrier has not brought this number yet; it may still come.', { cause })
  }

  return async (number, signal) => {
    const earlier = await ordersOf(number, signal).catch(perhapsOrdered)
    const pending = earlier.find((order) => outcomeOf(order) === undefined)
    const isDone = pending === undefined && earlier.some((order) => outcomeOf(order) === 'done')
    const owned = isDone ? await find(number, signal).catch(perhapsOrdered) : undefined
    if (owned !== undefined) return owned
    const order = pending ?? (await place(number, signal))
    const limit = AbortSignal.timeout(orderTime)
    const ended = signal === undefined ? limit : AbortSignal.any([signal, limit])
    await finish(order, ended)
    return await wait(async () => await find(number, ended), ended)
  }
}

/** Undefined while it is under way. developers.telnyx.com/docs/numbers/phone-numbers/number-orders */
function outcomeOf({ status, phone_numbers }: Order): 'done' | CarrierError | undefined {
  switch (status) {
    case 'success':
      return 'done'
    case 'failure':
    case 'cancelled':
    case 'deleted':
      return new CarrierError('number-gone', 'Somebody else took this number meanwhile.')
    default:
      return phone_numbers?.some(needsPapers) === true ? papers() : undefined
  }
}

function needsPapers(number: NonNullable<Order['phone_numbers']>[number]): boolean {
  const { requirements_met: isMet, regulatory_requirements: requirements } = number
  return isMet === false && (requirements?.length ?? 0) > 0
}

function papers(): CarrierError {
  return new CarrierError(
    'region-not-allowed',
    'Numbers of this kind need papers or an address first. Please tell whoever runs this Homeline.',
  )
}

/** An earlier order may be under way: that it can't be asked for does not undo it. */
function perhapsOrdered(error: unknown): never {
  throw error instanceof CarrierError ? retold(error, true) : error
}

function nothingOrdered(error: unknown): never {
  throw error instanceof CarrierError ? retold(error, false) : error
}

function retold(error: CarrierError, maybeSent: boolean): CarrierError {
  const { code, message, providerCode } = error
  return new CarrierError(code, message, {
    cause: error,
    maybeSent,
    ...(providerCode === undefined ? {} : { providerCode }),
  })
}
