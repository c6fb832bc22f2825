import { ignoreUnknown } from '../../../src/core/carrier-refusal.ts'
import { type Money, parseMoney } from '../../../src/core/money.ts'
import type {
  NumberMarket,
  NumberQuery,
  OfferedNumber,
  Requirement,
} from '../../../src/core/number-market.ts'
import { type Api, nextPage } from './api.ts'
import type { NumberKind } from './dialect.ts'
import { addressFor, papersFor } from './requirements.ts'
import { availableNumbers, numberPrices, ownedNumber, ownedPage } from './schemas.ts'

export interface NumbersDeps {
  readonly api: Api
  /** `…/2010-04-01/Accounts/{sid}` */
  readonly account: string
  readonly apiBase: string
  /** The price list; absent: there is none. */
  readonly pricingBase?: string
  /** What countries demand of buyers; absent: that is not to be had. */
  readonly numbersBase?: string
  /** Where the numbers' texts are to be posted. */
  readonly webhook: string
  readonly numberKinds: readonly NumberKind[]
}

/** In the price list. */
const priceNames: Readonly<Record<NumberKind, string>> = {
  Mobile: 'mobile',
  Local: 'local',
  National: 'national',
  TollFree: 'toll free',
}

export function createNumbers({
  api,
  account,
  apiBase,
  pricingBase,
  numbersBase,
  webhook,
  numberKinds,
}: NumbersDeps): NumberMarket {
  const numbersUrl = `${account}/IncomingPhoneNumbers.json`

  async function searchKind(
    kind: string,
    { country, pattern, limit }: NumberQuery,
    signal?: AbortSignal,
  ) {
    const url = new URL(`${account}/AvailablePhoneNumbers/${country}/${kind}.json`)
    url.searchParams.set('SmsEnabled', 'true')
    url.searchParams.set('PageSize', String(limit))
    for (const [name, value] of Object.entries(filterOf(country, pattern)))
      url.searchParams.set(name, value)
    // A country may have no numbers of a kind.
    const page = await api.call({ url: url.href }, availableNumbers, signal).catch(ignoreUnknown)
    return page?.available_phone_numbers ?? []
  }

  async function prices(
    country: string,
    signal?: AbortSignal,
  ): Promise<ReadonlyMap<string, Money>> {
    if (pricingBase === undefined) return new Map()
    const url = `${pricingBase}/v1/PhoneNumbers/Countries/${country}`
    const list = await api.call({ url }, numberPrices, signal).catch(ignoreUnknown)
    return new Map(
      list?.phone_number_prices.flatMap(({ number_type, current_price }) => {
        const money = parseMoney(current_price, list.price_unit)
        return money === undefined ? [] : [[number_type, money]]
      }),
    )
  }

  return {
    async search(query, signal) {
      const priced = await prices(query.country, signal)
      const offers: OfferedNumber[] = []
      for (const kind of numberKinds) {
        const rest = { ...query, limit: query.limit - offers.length }
        if (rest.limit <= 0) break
        const [found, papers] = await Promise.all([
          searchKind(kind, rest, signal),
          papersFor(api, numbersBase, query.country, kind, signal),
        ])
        const monthly = priced.get(priceNames[kind])
        offers.push(...found.map((each) => offerOf(each, monthly, papers)))
      }
      return offers.slice(0, query.limit)
    },

    async buy(number, signal) {
      const form = { PhoneNumber: number, SmsUrl: webhook, SmsMethod: 'POST' }
      const { sid, phone_number } = await api.call({ url: numbersUrl, form }, ownedNumber, signal)
      return { id: sid, number: phone_number }
    },

    async owned(signal) {
      const found = []
      for (let next: string | undefined = `${numbersUrl}?PageSize=200`; next !== undefined; ) {
        const page: ReturnType<typeof ownedPage.parse> = await api.call(
          { url: next },
          ownedPage,
          signal,
        )
        for (const { sid, phone_number } of page.incoming_phone_numbers) {
          found.push({ id: sid, number: phone_number })
        }
        next = nextPage(apiBase, page.next_page_uri)
      }
      return found
    },

    async configure(id, signal) {
      const url = `${account}/IncomingPhoneNumbers/${encodeURIComponent(id)}.json`
      await api.call({ url, form: { SmsUrl: webhook, SmsMethod: 'POST' } }, ownedNumber, signal)
    },

    async release(id, signal) {
      const url = `${account}/IncomingPhoneNumbers/${encodeURIComponent(id)}.json`
      await api.remove(url, signal).catch(ignoreUnknown)
    },
  }
}

/** Area codes exist as a filter in North America only; words are places. */
function filterOf(country: string, pattern: string | undefined): Record<string, string> {
  if (pattern === undefined || pattern === '') return {}
  const digits = pattern.replace(/[\s()+-]/g, '')
  if (!/^\d+$/.test(digits)) return { InLocality: pattern }
  const isAreaCode = digits.length === 3 && ['US', 'CA'].includes(country)
  return isAreaCode ? { AreaCode: digits } : { Contains: digits }
}

function offerOf(
  found: ReturnType<typeof availableNumbers.parse>['available_phone_numbers'][number],
  monthly: Money | undefined,
  papers: readonly Requirement[],
): OfferedNumber {
  const place = [found.locality, found.region].filter((part) => part).join(', ')
  const able = new Set(
    Object.entries(found.capabilities).flatMap(([name, has]) => (has ? [name.toLowerCase()] : [])),
  )
  const requires = [...addressFor(found.address_requirements), ...papers]
  return {
    number: found.phone_number,
    abilities: (['sms', 'mms', 'voice'] as const).filter((ability) => able.has(ability)),
    ...(place === '' ? {} : { place }),
    ...(monthly === undefined ? {} : { monthly }),
    ...(requires.length === 0 ? {} : { requires }),
  }
}
