import type { Line } from '../core/line.ts'
import { countryOf, parsePhoneNumber } from '../core/phone.ts'

/** The line that a person means: by its number in any notation, its label, or its place in the list. */
export function findLine(owned: readonly Line[], text: string): Line | undefined {
  const wanted = text.trim()
  const byLabel = owned.find(({ label }) => label.toLowerCase() === wanted.toLowerCase())
  if (byLabel !== undefined) return byLabel
  if (/^\d{1,3}$/.test(wanted)) return owned[Number(wanted) - 1]
  return owned.find(({ number }) => parsePhoneNumber(wanted, countryOf(number)) === number)
}
