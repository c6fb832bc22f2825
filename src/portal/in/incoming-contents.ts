import type { IncomingMedia, IncomingText } from '../../core/carrier.ts'
import type { MessageKey } from '../../core/message.ts'
import { captioned } from './attachment-content.ts'
import type { Attachment } from './bring-in.ts'

/** What a text becomes in its room, in this order. */
export interface IncomingContents {
  readonly contents: Contents
  /** Attachments that are among them. */
  readonly inRoom: readonly IncomingMedia[]
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
 * first that can be shown. What can't be shown says so in its place.
 */
export function incomingContents(
  key: MessageKey,
  incoming: IncomingText,
  attachments: readonly Attachment[],
): IncomingContents {
  const contents: Shown[] = []
  const late: { id: string; media: IncomingMedia }[] = []
  const inRoom: IncomingMedia[] = []
  let caption = wordsOf(incoming)
  for (const [index, media] of incoming.media.entries()) {
    const id = `${key}-${index + 1}`
    const found = attachments[index] ?? unknown
    if (found.kind === 'shown') {
      contents.push({ id, content: captioned(found.content, caption) })
      inRoom.push(media)
      caption = ''
      continue
    }
    if (found.kind === 'later') late.push({ id, media })
    contents.push({ id: `${id}-missing`, content: missing(found.reason) })
  }
  const [first, ...rest] = contents
  if (first !== undefined && caption === '') return { contents: [first, ...rest], inRoom, late }
  const body = caption === '' ? '(an empty text)' : caption
  const words = { id: key, content: { msgtype: 'm.text', body } }
  return { contents: [words, ...contents], inRoom, late }
}

const unknown: Attachment = { kind: 'lost', reason: 'Nothing is known of it.' }

/** Stands where an attachment should be. */
export function missing(reason: string): object {
  return { msgtype: 'm.notice', body: `An attachment is missing here. ${reason}` }
}

function wordsOf({ text, isIncomplete }: IncomingText): string {
  return isIncomplete === true ? `${text}\n(Parts of this text did not arrive.)`.trim() : text
}
