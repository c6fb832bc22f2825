import { parsePhoneNumberFromString } from 'libphonenumber-js/max'
import { type Contact, contactFromCarrier } from '../../../src/core/contact.ts'
import { CarrierError } from '../../../src/core/errors.ts'
import { countriesOf, type PhoneNumber, parsePhoneNumber } from '../../../src/core/phone.ts'

/** A SIM of the phone and the number that is on it. */
export interface Sim {
  readonly number: PhoneNumber
  /** Its slot, from 1 on. */
  readonly sim: number
}

/** What the phone tells of both ends of a text. */
export interface Arrival {
  readonly simNumber?: number | undefined
  /** What is stored on the SIM. */
  readonly recipient?: string | undefined
  readonly sender?: string | undefined
  /** The sender's older name. */
  readonly phoneNumber?: string | undefined
}

/**
 * The number that a text came to. The slot says it, because the number that is stored on a SIM is often
 * missing or old.
 * @throws CarrierError `malformed` when nobody can tell; the phone repeats the text for two days
 */
export function lineOf(sims: readonly Sim[], { simNumber, recipient }: Arrival): PhoneNumber {
  const named =
    sims.find(({ sim }) => sim === simNumber) ??
    sims.find(({ number }) => national(recipient ?? '', number) === number)
  if (named !== undefined) return named.number
  const [only, ...others] = sims
  if (only !== undefined && simNumber === undefined && others.length === 0) return only.number
  throw new CarrierError('malformed', unknownSim(simNumber))
}

/** Whoever texted; networks leave out the country when it is the SIM's own. */
export function senderOf({ sender, phoneNumber }: Arrival, line: PhoneNumber): Contact {
  const given = sender ?? phoneNumber ?? ''
  const digits = given.replace(/[\s().-]/g, '')
  const number = /^\d{7,15}$/.test(digits) ? numberOf(digits, line) : undefined
  return number ?? contactFromCarrier(given)
}

/**
 * Networks leave out the plus sign as well: what belongs to somebody is likelier than what could, and hardly any
 * national number has eleven digits without a zero. Few digits are a short code, unless mobile phones have such.
 */
function numberOf(digits: string, line: PhoneNumber): PhoneNumber | undefined {
  const both = [national(digits, line), parsePhoneNumber(`+${digits}`)]
  const isLong = digits.length >= 11 && !digits.startsWith('0')
  const readings = (isLong ? both.reverse() : both).flatMap((number) => {
    const parsed = number === undefined ? undefined : parsePhoneNumberFromString(number)
    return number === undefined
      ? []
      : [{ number, isValid: parsed?.isValid(), type: parsed?.getType() }]
  })
  const likely = readings.find(({ isValid }) => isValid === true) ?? readings[0]
  if (digits.length > 8 || digits.startsWith('0')) return likely?.number
  return likely?.type?.includes('MOBILE') === true ? likely.number : undefined
}

function national(text: string, neighbour: PhoneNumber): PhoneNumber | undefined {
  const [country] = countriesOf(neighbour)
  return parsePhoneNumber(text, country)
}

function unknownSim(simNumber: number | undefined): string {
  return simNumber === undefined
    ? 'A text came that names no SIM, and this phone has several: whose it is can not be told'
    : `A text came for SIM ${simNumber}, which is not among the "sims" of this carrier`
}
