import { CarrierError } from '../../../src/core/errors.ts'

/** The longest text in the letters of {@link plain}; ten parts of 153. */
export const longest = 1530
/** With any other letter in it, UTF-16 code units; ten parts of 67. */
const longestOfOthers = 670

/**
 * A text that does not fit into ten parts is refused here, in words that tell why.
 * developers.telnyx.com/docs/messaging/messages/message-encoding
 * @throws CarrierError `content`
 */
export function checkLength(text: string): void {
  const limit = isPlain(text) ? longest : longestOfOthers
  const length = limit === longest ? text.length + escapedIn(text) : text.length
  if (length <= limit) return
  const why = limit === longest ? '' : ' with letters like these'
  throw new CarrierError(
    'content',
    `This text counts ${length} characters; the carrier takes ${limit}${why}. Please send it in parts.`,
  )
}

/** The provider's own choice of the GSM alphabet: no €, no `, no Greek. */
const plain = /^[A-Za-z0-9\n\r !"#$%&'()*+,\-./:;<=>?@[\\\]^_{}|~£¥èéùìòØøÅåÆæßÉ¡ÄÖÑÜ¿äöñüà]*$/

function isPlain(text: string): boolean {
  return plain.test(text)
}

/** These take the place of two. */
function escapedIn(text: string): number {
  return text.match(/[~^|\\{}[\]]/g)?.length ?? 0
}
