import type { Line } from '../core/line.ts'
import { formatPhoneNumber } from '../core/phone.ts'
import { listed, type Reply } from './reply.ts'

/** The bot's first words. */
export function greeting(lines: readonly Line[]): Reply {
  const [first] = lines
  const numbers = lines.map(({ number }) => formatPhoneNumber(number)).join(', ')
  const intro =
    first === undefined
      ? 'Hello! I am Homeline: I give you telephone numbers for texting from here. You have none yet.'
      : `Hello! I am Homeline. Your ${lines.length === 1 ? 'number is' : 'numbers are'} ${numbers}.`
  return listed(`${intro} Try:`, [
    'search US — look for a number',
    'text +1… Hello — write to somebody',
    'help — all that I understand',
  ])
}
