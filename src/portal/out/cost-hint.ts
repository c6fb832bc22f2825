import { isAbroad } from '../../core/abroad.ts'
import { type Contact, isNumber } from '../../core/contact.ts'
import { hintFor } from '../../core/costly.ts'
import type { PhoneNumber } from '../../core/phone.ts'
import { costOf } from '../../core/text-cost.ts'

/** So many segments are worth a question: at home, and abroad, where each costs more. */
const dear = { home: 5, abroad: 2 }

/** Why the writer may want to think about this text again before it goes out; undefined for most. */
export function costHint(text: string, line: PhoneNumber, to: Contact): string | undefined {
  const goesAbroad = isNumber(to) && isAbroad(line, to)
  const hint = hintFor(text)
  if (hint !== undefined) return goesAbroad ? `${hint} It goes abroad.` : hint
  const { segments } = costOf(text)
  if (segments < (goesAbroad ? dear.abroad : dear.home)) return undefined
  return `This text goes ${goesAbroad ? 'abroad' : 'out'} as ${segments} segments, and each is charged.`
}
