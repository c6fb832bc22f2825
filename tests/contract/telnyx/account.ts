import { randomUUID } from 'node:crypto'
import { type Profile, profileRoutes } from './profiles.ts'
import { found, Refusal, type Request, type Route } from './routing.ts'
import { paged, shownNumber, shownOffer, shownOrder } from './shapes.ts'

export interface OwnedNumber {
  readonly id: string
  readonly phone_number: string
  readonly status: string
  readonly messaging_profile_id: string | null
}

export interface Order {
  readonly id: string
  readonly phone_number: string
  readonly messaging_profile_id: string
  readonly customer_reference: string
  status: string
  /** How often it has to be asked about until it is carried out. */
  asksLeft: number
}

/** How orders go from now on. */
export interface Mood {
  asksUntilDone: number
  end: 'success' | 'failure' | 'cancelled'
  papers: boolean
}

/** What an account at the provider has: profiles, numbers, orders; without texts. */
export interface Account {
  readonly profiles: Map<string, Profile>
  readonly numbers: Map<string, OwnedNumber>
  readonly orders: Map<string, Order>
  readonly mood: Mood
  own(number: string, profile?: string): string
  readonly routes: readonly Route[]
}

export function createAccount(forSale: readonly string[]): Account {
  const profiles = new Map<string, Profile>()
  const numbers = new Map<string, OwnedNumber>()
  const orders = new Map<string, Order>()
  const mood: Mood = { asksUntilDone: 2, end: 'success', papers: false }
  let count = 0
  const isSold = (number: string) =>
    [...numbers.values()].some(
      ({ phone_number, status }) => phone_number === number && status === 'active',
    )

  function own(number: string, profile: string | null = null): string {
    count += 1
    const id = String(1_293_384_261_000_000 + count)
    numbers.set(id, { id, phone_number: number, status: 'active', messaging_profile_id: profile })
    return id
  }

  function place({ body }: Request): unknown {
    const [wanted] = body['phone_numbers'] as readonly { readonly phone_number: string }[]
    const number = wanted?.phone_number ?? ''
    if (!forSale.includes(number) || isSold(number)) throw new Refusal(400, '85001')
    if (!profiles.has(String(body['messaging_profile_id']))) throw new Refusal(400, '85005')
    const order = {
      id: randomUUID(),
      phone_number: number,
      messaging_profile_id: String(body['messaging_profile_id']),
      customer_reference: String(body['customer_reference']),
      status: 'pending',
      asksLeft: mood.asksUntilDone,
    }
    orders.set(order.id, order)
    return { data: shownOrder(order, mood) }
  }

  function progress(order: Order): void {
    order.asksLeft -= 1
    if (order.asksLeft > 0 || order.status !== 'pending' || mood.papers) return
    order.status = mood.end
    if (mood.end === 'success') own(order.phone_number, order.messaging_profile_id)
  }

  const routes: readonly Route[] = [
    ...profileRoutes(profiles),
    [
      'GET',
      /^\/available_phone_numbers$/,
      ({ query }) => {
        const digits = query.get('filter[phone_number][ends_with]') ?? ''
        const offers = forSale.filter((number) => !isSold(number) && number.endsWith(digits))
        return { data: offers.map(shownOffer), meta: { total_results: offers.length } }
      },
    ],
    ['POST', /^\/number_orders$/, place],
    [
      'GET',
      /^\/number_orders$/,
      ({ query }) => {
        const reference = query.get('filter[customer_reference]')
        const mine = [...orders.values()].filter((each) => each.customer_reference === reference)
        return paged(
          mine.map((order) => shownOrder(order, mood)),
          query,
        )
      },
    ],
    [
      'GET',
      /^\/number_orders\/([^/]+)$/,
      (_, id) => {
        const order = found(orders, id)
        progress(order)
        return { data: shownOrder(order, mood) }
      },
    ],
    [
      'GET',
      /^\/phone_numbers$/,
      ({ query }) => {
        const digits = query.get('filter[phone_number]') ?? ''
        // As the provider says: other letters than digits find nothing.
        const fits = ({ phone_number }: OwnedNumber) => phone_number.slice(1).includes(digits)
        return paged([...numbers.values()].filter(fits).map(shownNumber), query)
      },
    ],
    [
      'PATCH',
      /^\/phone_numbers\/([^/]+)\/messaging$/,
      ({ body }, id) => {
        const profile = String(body['messaging_profile_id'])
        numbers.set(id, { ...found(numbers, id), messaging_profile_id: profile })
        return { data: { ...found(numbers, id), record_type: 'messaging_settings' } }
      },
    ],
    [
      'DELETE',
      /^\/phone_numbers\/([^/]+)$/,
      (_, id) => {
        const number = { ...found(numbers, id), status: 'deleted' }
        numbers.delete(id)
        return { data: number }
      },
    ],
    [
      'GET',
      /^\/balance$/,
      () => ({ data: { record_type: 'balance', balance: '300.00', currency: 'USD' } }),
    ],
  ]
  return { profiles, numbers, orders, mood, own, routes }
}
