import type { IncomingMedia, IncomingText } from '../../core/carrier.ts'
import type { MessageKey } from '../../core/message.ts'
import { captioned } from './attachment-content.ts'
import type { Attachment } from './bring-in.ts'

/** What a text becomes in its room, in this order. */
export interface IncomingContents {
  readonly contents: Contents
  /** Attachments that are among them. */
  readonly shown: readonly IncomingMedia[]
  /** Attachments that are to be fetched later. */
  readonly late: readonly { readonly id: string; readonly media: IncomingMedia }[]
}

export type Contents = readonly [Shown, ...Shown[]]

/** A message event's content, and the transaction that it is sent in: the same one sends once. */
export interface Shown {
  readonly id: string
  readonly content: object
}

/**
 * A text without attachments is one message; with some, each is one, and the words are the caption of the
 * first that can be shown. What can't be shown says so in its place. Words that are too long for one message
 * are several.
 */
export function incomingContents(
  key: MessageKey,
  incoming: IncomingText,
  attachments: readonly Attachment[],
): IncomingContents {
  const contents: Shown[] = []
  const late: { id: string; media: IncomingMedia }[] = []
  const shown: IncomingMedia[] = []
  const pieces = piecesOf(wordsOf(incoming))
  let caption = pieces.length === 1 ? (pieces[0] ?? '') : ''
  for (const [index, media] of incoming.media.entries()) {
    const id = `${key}-${index + 1}`
    const found = attachments[index] ?? unknown
    if (found.kind === 'shown') {
      contents.push({ id, content: captioned(found.content, caption) })
      shown.push(media)
      caption = ''
      continue
    }
    if (found.kind === 'later') late.push({ id, media })
    contents.push({ id: `${id}-missing`, content: missing(found.reason) })
  }
  const words = pieces.length > 1 || caption !== '' ? pieces : []
  const [first, ...rest] = [...words.map((piece, index) => wordsIn(key, piece, index)), ...contents]
  if (first !== undefined) return { contents: [first, ...rest], shown, late }
  return { contents: [wordsIn(key, '(an empty text)', 0)], shown, late }
}

function wordsIn(key: MessageKey, body: string, index: number): Shown {
  const id = index === 0 ? key : `${key}-words-${index + 1}`
  return { id, content: { msgtype: 'm.text', body } }
}

/**
 * An event of Matrix has 65,536 bytes at most (client-server API, "Size limits"), and a character can take six
 * of them: so long a piece surely fits.
 */
const longest = 8000

/** At least one; no character is cut in two. */
function piecesOf(words: string): readonly string[] {
  const pieces: string[] = []
  let rest = words
  while (rest.length > longest) {
    const isPair = /[\uD800-\uDBFF]/.test(rest[longest - 1] ?? '')
    const end = isPair ? longest - 1 : longest
    pieces.push(rest.slice(0, end))
    rest = rest.slice(end)
  }
  return [...pieces, rest]
}

const unknown: Attachment = { kind: 'lost', reason: 'Nothing is known of it.' }

/** Stands where an attachment should be. */
export function missing(reason: string): object {
  return { msgtype: 'm.notice', body: `An attachment is missing here. ${reason}` }
}

function wordsOf({ text, isIncomplete }: IncomingText): string {
  return isIncomplete === true ? `${text}\n(Parts of this text did not arrive.)`.trim() : text
}
