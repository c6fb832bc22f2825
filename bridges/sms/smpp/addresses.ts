import { parsePhoneNumberFromString } from 'libphonenumber-js/max'
import { type Contact, contactFromCarrier } from '../../../src/core/contact.ts'
import { type Country, type PhoneNumber, parsePhoneNumber } from '../../../src/core/phone.ts'
import type { Address } from '../../../src/lib/smpp/pdu.ts'
import type { Complete } from './options.ts'

/** Types of number, SMPP 3.4, 5.2.5. */
const type = { unknown: 0, international: 1, national: 2, alphanumeric: 5 } as const

type Notation = Pick<Complete, 'ton' | 'npi' | 'shortCodeTon' | 'shortCodeNpi' | 'country'>

/** As the SMSC is told whom a text is from or to: a number in E.164 form, or a short code. */
export function addressOf(dialable: string, notation: Notation): Address {
  const { ton, npi, shortCodeTon, shortCodeNpi, country } = notation
  if (!dialable.startsWith('+')) return { ton: shortCodeTon, npi: shortCodeNpi, address: dialable }
  const international = { ton: type.international, npi, address: dialable.slice(1) }
  if (ton !== type.national) return { ...international, ton }
  const parsed = parsePhoneNumberFromString(dialable)
  // Numbers of other countries have no national form here.
  if (parsed?.country === undefined || parsed.country !== country) return international
  return { ton, npi, address: parsed.nationalNumber }
}

/** Never fails: what is no number is a short code, a name, or withheld. */
export function contactOf(address: Address, country?: Country): Contact {
  const isName = address.ton === type.alphanumeric
  const number = isName ? undefined : numberOf(address, country)
  return number ?? contactFromCarrier(address.address)
}

/** Undefined where it is no number that can exist, such as a short code. */
export function numberOf({ ton, address }: Address, country?: Country): PhoneNumber | undefined {
  const digits = address.replace(/[\s().-]/g, '')
  if (!/^\+?\d{4,20}$/.test(digits)) return undefined
  const international = parsePhoneNumber(digits.replace(/^(\+|00)?/, '+'))
  if (/^(\+|00)/.test(digits) || ton === type.international) return international
  if (/^[1-9]\d{3,7}$/.test(digits) && ton !== type.national) return undefined
  const national = country === undefined ? undefined : parsePhoneNumber(digits, country)
  if (digits.startsWith('0') || ton === type.national) return national
  return likelier(international, national, digits)
}

/**
 * SMSCs that say nothing of the type leave out the plus sign, or the country. What belongs to somebody is
 * likelier than what could; between the two, hardly any national number has eleven digits without a zero.
 */
function likelier(
  international: PhoneNumber | undefined,
  national: PhoneNumber | undefined,
  digits: string,
): PhoneNumber | undefined {
  const inOrder = digits.length >= 11 ? [international, national] : [national, international]
  const possible = inOrder.filter((number) => number !== undefined)
  const belongs = (number: string) => parsePhoneNumberFromString(number)?.isValid() === true
  return possible.find(belongs) ?? possible[0]
}

/** Which of our numbers is meant, in whatever notation; else whatever number it is. */
export function ourNumber(
  address: Address,
  { numbers, country }: Pick<Complete, 'numbers' | 'country'>,
): PhoneNumber | undefined {
  const read = numberOf(address, country)
  if (read !== undefined && numbers.includes(read)) return read
  const end = address.address.replace(/\D/g, '').replace(/^0+/, '')
  const alike = numbers.filter((number) => end.length >= 6 && number.endsWith(end))
  return alike.length === 1 ? alike[0] : read
}
