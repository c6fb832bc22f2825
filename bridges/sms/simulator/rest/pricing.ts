import express, { type Request, type Router } from 'express'
import { refusal } from '../errors.ts'
import type { NumberKind } from '../number-ranges.ts'
import { type CountryPrices, countries, dollars } from '../prices.ts'
import { parameter } from './form.ts'
import type { RestDeps } from './rest.ts'

/** twilio.com/docs/phone-numbers/pricing and twilio.com/docs/messaging/api/pricing */
export function pricingRoutes({ serve }: Pick<RestDeps, 'serve'>): Router {
  const router = express.Router()
  router.get(
    '/PhoneNumbers/Countries/:country',
    serve((request) => {
      const { code, prices, url } = countryOf(request)
      const phone_number_prices = Object.entries(prices.monthly).map(([kind, price]) => ({
        number_type: priceNames[kind as NumberKind],
        ...twice(price),
      }))
      return { status: 200, body: { ...heading(code, prices, url), phone_number_prices } }
    }),
  )
  router.get(
    '/Messaging/Countries/:country',
    serve((request) => {
      const { code, prices, url } = countryOf(request)
      const kinds = Object.keys(prices.monthly) as NumberKind[]
      const rows = (price: number) =>
        kinds.map((kind) => ({ number_type: priceNames[kind], ...twice(price) }))
      const network = { carrier: 'Simulated', mcc: '001', mnc: '01' }
      return {
        status: 200,
        body: {
          ...heading(code, prices, url),
          outbound_sms_prices: [{ ...network, prices: rows(prices.outboundSegment) }],
          inbound_sms_prices: rows(prices.inboundSegment),
        },
      }
    }),
  )
  return router
}

const priceNames: Readonly<Record<NumberKind, string>> = {
  Local: 'local',
  Mobile: 'mobile',
  TollFree: 'toll free',
  National: 'national',
}

function countryOf(request: Request) {
  const code = parameter(request, 'country')
  const prices = countries[code]
  if (prices === undefined) throw refusal(20404, 404)
  return { code, prices, url: `http://${request.headers.host}${request.originalUrl}` }
}

function heading(iso_country: string, { name: country }: CountryPrices, url: string) {
  return { country, iso_country, price_unit: 'USD', url }
}

function twice(price: number) {
  return { base_price: dollars(price), current_price: dollars(price) }
}
