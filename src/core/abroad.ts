import { countriesOf, type PhoneNumber } from './phone.ts'

/**
 * Whether a number is in another country than the line, or in none (satellites), which most carriers charge
 * more for. A country that can't be told from its neighbours by the number is no other one.
 */
export function isAbroad(line: PhoneNumber, other: PhoneNumber): boolean {
  const home = countriesOf(line)
  return home.length > 0 && !countriesOf(other).some((country) => home.includes(country))
}
