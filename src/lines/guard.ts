import type { Line } from '../core/line.ts'
import { type Country, countryOf } from '../core/phone.ts'

/** Why a text from this line to there must not go out, if so. */
export type Guard = (to: string, line: Line) => Promise<string | undefined>

/**
 * Emergency services can't be reached by text over a carrier: such a text is refused, never pretended
 * to be sent. Only numbers without a country code can be theirs; which ones are is libphonenumber's
 * knowledge, crisis lines, which it does not count, are ours.
 */
export const guard: Guard = async (to, line) => {
  if (to.startsWith('+')) return undefined
  const country = countryOf(line.number)
  const isTheirs = everywhere.has(to) || (country !== undefined && (await isEmergency(to, country)))
  return isTheirs
    ? `${to} is an emergency or crisis number. Texts to it do not work from here: please call it from a phone.`
    : undefined
}

/** What GSM phones take for emergency calls in any country (3GPP TS 22.101, 10.1.1), and 988. */
const everywhere: ReadonlySet<string> = new Set([
  '112',
  '911',
  '000',
  '08',
  '118',
  '119',
  '999',
  '988',
])

async function isEmergency(number: string, region: Country): Promise<boolean> {
  // Some 600 kB that only short numbers need.
  const { default: library } = await import('google-libphonenumber')
  const info = library.ShortNumberInfo.getInstance()
  return info.isEmergencyNumber(number, region) || info.connectsToEmergencyNumber(number, region)
}
