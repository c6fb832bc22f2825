import {
  type CountryCode,
  isSupportedCountry,
  parsePhoneNumberFromString,
} from 'libphonenumber-js/max'

declare const brand: unique symbol

/** A phone number in E.164 form, plus sign included. Only {@link parsePhoneNumber} makes one. */
export type PhoneNumber = string & { readonly [brand]: 'PhoneNumber' }

/** An ISO 3166-1 alpha-2 code that has a telephone country code. */
export type Country = CountryCode

export function parseCountry(text: string): Country | undefined {
  const upper = text.trim().toUpperCase()
  const code = upper === 'UK' ? 'GB' : upper
  return isSupportedCountry(code) ? code : undefined
}

/**
 * A number that can exist: its length is possible in its country. Numbers reserved for films and
 * tests count as possible, though no carrier assigns them.
 * @param region makes sense of national notation ("0171 …"); without it only "+…" and "00…" are read.
 */
export function parsePhoneNumber(text: string, region?: Country): PhoneNumber | undefined {
  const international = text.trim().replace(/^00(?=[1-9])/, '+')
  const parsed = parsePhoneNumberFromString(international, {
    ...(region === undefined ? {} : { defaultCountry: region }),
    extract: false,
  })
  if (parsed === undefined || parsed.ext !== undefined || !parsed.isPossible()) return undefined
  const { number } = parsed
  // What is read loses needless zeros: a number that is another one when it is read again would be
  // stored as one contact and found as another, or as none.
  const isStable = parsePhoneNumberFromString(number)?.number === number
  return isStable && /^\+[1-9]\d{6,14}$/.test(number)
    ? (number as string as PhoneNumber)
    : undefined
}

/** "+49 171 1234567": how people read it. */
export function formatPhoneNumber(number: PhoneNumber): string {
  return parsePhoneNumberFromString(number)?.formatInternational() ?? number
}

/** The countries that a number may belong to: several where they share a code, none where nothing fits. */
export function countriesOf(number: PhoneNumber): readonly Country[] {
  return parsePhoneNumberFromString(number)?.getPossibleCountries() ?? []
}

/** The country whose numbering plan the number belongs to, where its code is not shared. */
export function countryOf(number: PhoneNumber): Country | undefined {
  return parsePhoneNumberFromString(number)?.country
}
