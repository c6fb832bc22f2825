import type { OptOutWord } from './carrier.ts'
import { formatPhoneNumber, type PhoneNumber } from './phone.ts'
import type { Portal } from './portal.ts'

/**
 * The one word that a text consists of, if it is one that ends, begins or explains texts from a number.
 * Capitals don't matter, nor white space around it or one full stop or exclamation mark behind it. "Yes" is
 * an everyday answer: it only counts from somebody who is opted out.
 *
 * The words are the defaults of Twilio (twilio.com/docs/messaging/tutorials/advanced-opt-out), of Telnyx
 * (developers.telnyx.com/docs/messaging/messages/advanced-opt-in-out) and those that AWS requires
 * (docs.aws.amazon.com/sms-voice/latest/userguide/keywords-required.html).
 */
export function optOutWord(text: string, isOptedOut: boolean): OptOutWord | undefined {
  if (text.length > longest) return undefined
  const word = text
    .trim()
    .replace(/\s*[.!]$/, '')
    .replace(/\s+/g, ' ')
    .normalize('NFC')
    .toUpperCase()
  if (stops.has(word)) return 'stop'
  if (starts.has(word) || (isOptedOut && word === 'YES')) return 'start'
  return helps.has(word) ? 'help' : undefined
}

/** What follows from a word. */
export interface OptOutEffect {
  /** What the portal becomes; undefined when it stays as it is. */
  readonly change?: Required<Pick<Portal, 'isOptedOut'>>
  /** The contact is to be answered, where the carrier does not do so. */
  readonly answers: boolean
}

/**
 * An answer is given once for each change, and help once an hour, so that two machines that answer each other
 * come to an end. The caller keeps when it last helped, in a setting under {@link helpedKey}. It writes that
 * and the change down *after* the answer, which it sends under the key of the entry that brought the word: an
 * entry that is worked on once more then comes to the same and sends nothing twice.
 * @param helpedAt when help was last given in this portal, milliseconds since 1970
 */
export function optOutEffect(
  word: OptOutWord,
  { isOptedOut }: Pick<Portal, 'isOptedOut'>,
  helpedAt: number | undefined,
  now: number,
): OptOutEffect {
  if (word === 'help') return { answers: helpedAt === undefined || now - helpedAt >= hour }
  const wanted = word === 'stop'
  return wanted === isOptedOut
    ? { answers: false }
    : { change: { isOptedOut: wanted }, answers: true }
}

/** The setting that holds when help was last given in a portal, milliseconds since 1970. */
export function helpedKey({ key }: Pick<Portal, 'key'>): string {
  return `helped ${key}`
}

/**
 * What Homeline says to the contact, where the carrier says nothing: one segment of GSM-7 that names the
 * number, what it does now and how that is changed. CTIA, "Messaging Principles and Best Practices" (2023),
 * 5.1.2.1 and 5.1.3. An account's label of the line is nobody else's business.
 */
export function optOutAnswer(word: OptOutWord, line: PhoneNumber): string {
  const number = formatPhoneNumber(line)
  switch (word) {
    case 'stop':
      return `${number}: You will get no more texts from this number. Text START to get them again.`
    case 'start':
      return `${number}: You get texts from this number again. Text STOP to end them, HELP for help. Msg&data rates may apply.`
    case 'help':
      return `${number} is a person's number: texts to it are read by people. Text STOP to get none from it, START to get them again. Msg&data rates may apply.`
    default:
      return word satisfies never
  }
}

const hour = 3_600_000
/** Longer than any of the words with the blanks that people put around them. */
const longest = 60

const stops: ReadonlySet<string> = new Set([
  'STOP',
  'STOPALL',
  'STOP ALL',
  'UNSUBSCRIBE',
  'CANCEL',
  'END',
  'QUIT',
  'REVOKE',
  'OPTOUT',
  'OPT-OUT',
  'REMOVE',
  'TD',
  'ARRET',
  'ARRÊT',
])
const starts: ReadonlySet<string> = new Set(['START', 'UNSTOP'])
const helps: ReadonlySet<string> = new Set(['HELP', 'INFO'])
