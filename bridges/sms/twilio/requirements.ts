import { CarrierError } from '../../../src/core/errors.ts'
import type { Requirement } from '../../../src/core/number-market.ts'
import type { Country } from '../../../src/core/phone.ts'
import type { Api } from './api.ts'
import type { NumberKind } from './dialect.ts'
import { regulationPage } from './schemas.ts'

/**
 * What a country demands of whoever buys such a number. Nothing where that can't be learnt: then buying is
 * refused with the reason. twilio.com/docs/phone-numbers/regulatory/api/regulations
 */
export async function papersFor(
  api: Api,
  numbersBase: string | undefined,
  country: Country,
  kind: NumberKind,
  signal?: AbortSignal,
): Promise<readonly Requirement[]> {
  if (numbersBase === undefined) return []
  const url = new URL(`${numbersBase}/v2/RegulatoryCompliance/Regulations`)
  url.searchParams.set('IsoCountry', country)
  url.searchParams.set('NumberType', numberTypes[kind])
  const page = await api.call({ url: url.href }, regulationPage, signal).catch(ignoreFailure)
  const users = new Set(page?.results.map(({ end_user_type }) => end_user_type))
  if (users.has('individual')) return ['papers']
  return users.has('business') ? ['business-papers'] : []
}

/** The address that goes with a number, by the word that the offer has for it. */
export function addressFor(word: string | null | undefined): readonly Requirement[] {
  const requirement = addresses[word ?? '']
  return requirement === undefined ? [] : [requirement]
}

const numberTypes: Readonly<Record<NumberKind, string>> = {
  Mobile: 'mobile',
  Local: 'local',
  National: 'national',
  TollFree: 'toll-free',
}

const addresses: Readonly<Record<string, Requirement>> = {
  any: 'address',
  local: 'local-address',
  foreign: 'foreign-address',
}

function ignoreFailure(error: unknown): undefined {
  if (!(error instanceof CarrierError)) throw error
}
