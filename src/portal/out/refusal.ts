import type { Carrier } from '../../core/carrier.ts'
import { formatContact } from '../../core/contact.ts'
import type { Line } from '../../core/line.ts'
import type { Outgoing } from './outgoing.ts'

/** Why a text to there must not go out, if so. */
export type Guard = (to: string, line: Line) => Promise<string | undefined>

type Asked = Pick<Outgoing, 'line' | 'text' | 'isAnswer'> & {
  readonly portal: Pick<Outgoing['portal'], 'contact'> & Partial<Outgoing['portal']>
}

/** Why this text can't go out, if so. */
export async function refusalOf(
  guard: Guard,
  asked: Asked,
  carrier: Carrier | undefined,
  to: string | undefined,
): Promise<string | undefined> {
  const { line, portal } = asked
  if (portal.isBlocked === true) return 'You blocked this contact. Type "!line unblock" first.'
  if (line.state === 'released') return 'This line was released; it can not send any more.'
  if (carrier === undefined) return `The carrier "${line.carrier}" of this line is not configured.`
  if (to === undefined) {
    return `${formatContact(portal.contact)} can not receive texts: it is not a phone number.`
  }
  if (to === line.number) return 'This is the number of the line itself.'
  return (
    wish(asked, carrier) ??
    noShortCodes(carrier, to) ??
    beyond(asked.text, carrier) ??
    (await guard(to, line))
  )
}

/** What the contact wishes. */
function wish({ portal, isAnswer }: Asked, { capabilities }: Carrier): string | undefined {
  if (portal.isOptedOut !== true || isAnswer === true) return undefined
  const until = 'They answered STOP: they get no texts from this number until they answer START.'
  if (capabilities.optOut === 'carrier') return until
  return `${until} If they did not mean it so, type "!line resume".`
}

function noShortCodes({ capabilities }: Carrier, to: string): string | undefined {
  if (to.startsWith('+') || capabilities.shortCodes) return undefined
  return 'The carrier of this line can not text short codes.'
}

/** Why the carrier does not take a text of this length, if so. */
export function beyond(text: string, { capabilities }: Carrier): string | undefined {
  const { maxTextLength } = capabilities
  if (text.length <= maxTextLength) return undefined
  return `This text has ${text.length} characters; the carrier takes ${maxTextLength}. Please send it in parts.`
}
