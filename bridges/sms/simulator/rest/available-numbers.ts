import express, { type Request, type Router } from 'express'
import { definite } from '../../../../src/lib/definite.ts'
import { refusal } from '../errors.ts'
import { type NumberKind, numberRanges } from '../number-ranges.ts'
import { countries } from '../prices.ts'
import { type StockQuery, searchStock } from '../stock.ts'
import { field, parameter } from './form.ts'
import { pageOf } from './paging.ts'
import type { RestDeps } from './rest.ts'
import type { Reply } from './serve.ts'
import { offerShape } from './shapes.ts'

/** twilio.com/docs/phone-numbers/api/availablephonenumber-resource */
export function availableNumberRoutes({ account, numbers, serve }: RestDeps): Router {
  const base = `/2010-04-01/Accounts/${account.sid}/AvailablePhoneNumbers`

  function country(code: string) {
    const known = countries[code]
    if (known === undefined) throw refusal(20404, 404)
    const kinds = [...kindsOf(code)]
    return {
      country_code: code,
      country: known.name,
      uri: `${base}/${code}.json`,
      beta: false,
      subresource_uris: Object.fromEntries(
        kinds.map((kind) => [resourceNames[kind], `${base}/${code}/${kind}.json`]),
      ),
    }
  }

  function search(request: Request): Reply {
    const query = queryOf(request)
    const isOwned = (number: string) => numbers.byNumber(number) !== undefined
    const found = searchStock(query, pageOf(request).size, isOwned)
    const available_phone_numbers = found.map(({ number, range }) => offerShape(number, range))
    return { status: 200, body: { available_phone_numbers, uri: request.originalUrl } }
  }

  const router = express.Router()
  router.get(
    '/AvailablePhoneNumbers.json',
    serve(() => {
      const all = Object.keys(countries).map(country)
      return { status: 200, body: { countries: all, uri: `${base}.json` } }
    }),
  )
  router.get(
    '/AvailablePhoneNumbers/:country.json',
    serve((request) => ({ status: 200, body: country(parameter(request, 'country')) })),
  )
  router.get('/AvailablePhoneNumbers/:country/:kind.json', serve(search))
  return router
}

const resourceNames: Readonly<Record<NumberKind, string>> = {
  Local: 'local',
  Mobile: 'mobile',
  TollFree: 'toll_free',
  National: 'national',
}

function kindsOf(country: string): ReadonlySet<NumberKind> {
  return new Set(numberRanges.filter((range) => range.country === country).map(({ kind }) => kind))
}

/** @throws ProviderError for a country or a kind that is not for sale */
function queryOf(request: Request): StockQuery {
  const country = parameter(request, 'country')
  const kind = [...kindsOf(country)].find((has) => has === parameter(request, 'kind'))
  if (kind === undefined) throw refusal(20404, 404)
  const filters = {
    areaCode: field(request.query, 'AreaCode'),
    contains: field(request.query, 'Contains'),
    locality: field(request.query, 'InLocality'),
    region: field(request.query, 'InRegion'),
    postalCode: field(request.query, 'InPostalCode'),
  }
  return { country, kind, ...definite(filters) }
}
