import { z } from 'zod'
import { CarrierError } from '../../../src/core/errors.ts'
import { parseMoney } from '../../../src/core/money.ts'
import type { NumberMarket, NumberQuery, OfferedNumber } from '../../../src/core/number-market.ts'
import type { PhoneNumber } from '../../../src/core/phone.ts'
import type { Api } from './api.ts'
import { ignoreRefused } from './errors.ts'
import { createOrders, type OrderOptions } from './orders.ts'
import type { Profile } from './profile.ts'
import { availableNumber, ownedNumber, page } from './schemas.ts'

export interface NumbersDeps extends OrderOptions {
  readonly api: Api
  readonly profile: Profile
}

export function createNumbers({ api, profile, ...options }: NumbersDeps): NumberMarket {
  /** Numbers that are ours and work. */
  async function* owned(query: Readonly<Record<string, string>>, signal?: AbortSignal) {
    for (let number = 1; ; number += 1) {
      const paged = { ...query, 'filter[status]': 'active', 'page[number]': String(number) }
      const request = { path: '/phone_numbers', query: { ...paged, 'page[size]': '250' } }
      const { data, meta } = await api.call(request, page(ownedNumber), signal)
      yield* data.filter(({ status }) => status === 'active')
      if (data.length === 0 || number >= (meta?.total_pages ?? 0)) return
    }
  }

  /** Its texts come to us from then on. */
  async function attach(id: string, profileId: string, signal?: AbortSignal): Promise<void> {
    const path = `/phone_numbers/${encodeURIComponent(id)}/messaging`
    const body = { messaging_profile_id: profileId }
    await api.call({ method: 'PATCH', path, body }, z.unknown(), signal)
  }

  async function find(number: PhoneNumber, signal?: AbortSignal) {
    // Digits only: with a plus sign nothing is found.
    for await (const each of owned({ 'filter[phone_number]': number.slice(1) }, signal)) {
      if (each.phone_number === number) return each
    }
    return undefined
  }

  const order = createOrders({ api, profile, find, ...options })

  return {
    async search({ country, pattern = '', limit }, signal) {
      const { filter, fits } = filterOf(country, pattern)
      const query = { country_code: country, features: 'sms', limit: String(limit), ...filter }
      const named = Object.entries(query).map(([name, value]) => [
        `filter${bracketed(name)}`,
        value,
      ])
      const request = { path: '/available_phone_numbers', query: Object.fromEntries(named) }
      // A country without numbers is refused, one way or another.
      const answer = await api.call(request, page(availableNumber), signal).catch(ignoreRefused)
      return (answer?.data ?? []).filter(fits).slice(0, limit).map(offerOf)
    },

    async buy(number, signal) {
      const { id, messaging_profile_id: attachedTo } = await order(number, signal)
      try {
        const profileId = await profile.ensure(signal)
        if (attachedTo !== profileId) await attach(id, profileId, signal)
      } catch (error) {
        throw boughtAllTheSame(error)
      }
      return { id, number }
    },

    owned: async (signal) =>
      (await Array.fromAsync(owned({}, signal))).map(({ id, phone_number: number }) => ({
        id,
        number,
      })),

    async configure(id, signal) {
      await attach(id, await profile.ensure(signal), signal)
    },

    async release(id, signal) {
      const path = `/phone_numbers/${encodeURIComponent(id)}`
      await api.call({ method: 'DELETE', path }, z.unknown(), signal).catch((error: unknown) => {
        if (!(error instanceof CarrierError && error.code === 'not-found')) throw error
      })
    },
  }
}

/** What is asked of the provider, and of what it answers: "contains" takes the digits apart. */
function filterOf(country: NumberQuery['country'], pattern: string) {
  const digits = pattern.replace(/[\s()+-]/g, '')
  const all = () => true
  if (digits === '') return { filter: {}, fits: all }
  if (!/^\d+$/.test(digits)) return { filter: { locality: pattern }, fits: all }
  if (digits.length === 3 && ['US', 'CA'].includes(country)) {
    return { filter: { national_destination_code: digits }, fits: all }
  }
  const place = digits.length < 7 ? 'contains' : 'ends_with'
  return {
    filter: { [`phone_number.${place}`]: digits, ...(digits.length < 7 ? { limit: '100' } : {}) },
    fits: ({ phone_number: number }: Available) => number.includes(digits),
  }
}

function bracketed(name: string): string {
  return name
    .split('.')
    .map((part) => `[${part}]`)
    .join('')
}

type Available = z.infer<typeof availableNumber>

function offerOf({
  phone_number: number,
  region_information: regions,
  cost_information: cost,
  features,
}: Available): OfferedNumber {
  const regionOf = (type: string) =>
    regions.find(({ region_type }) => region_type === type)?.region_name
  const town = regionOf('location') ?? regionOf('rate_center')
  const place = [town, regionOf('state')].filter((part) => part).join(', ')
  const moneyOf = (amount = '') => parseMoney(amount, cost?.currency ?? '')
  const [monthly, once] = [moneyOf(cost?.monthly_cost), moneyOf(cost?.upfront_cost)]
  const able = new Set(features.map(({ name }) => name.toLowerCase()))
  return {
    number,
    abilities: (['sms', 'mms', 'voice'] as const).filter((ability) => able.has(ability)),
    ...(place === '' ? {} : { place }),
    ...(monthly === undefined ? {} : { monthly }),
    ...(once === undefined || once.amount === 0 ? {} : { once }),
  }
}

function boughtAllTheSame(error: unknown): unknown {
  if (!(error instanceof CarrierError)) return error
  const { code, message } = error
  return new CarrierError(code, message, { cause: error, maybeSent: true })
}
