import type { IncomingMedia, IncomingText, KeptMedia } from '../../core/carrier.ts'
import type { MessageKey } from '../../core/message.ts'
import { type BringInDeps, bringIn } from './bring-in.ts'

/** What a text becomes in its room, in this order. */
export interface IncomingContents {
  readonly contents: Contents
  /** Attachments that are among them. */
  readonly shown: readonly IncomingMedia[]
  /** Attachments that are to be fetched later. */
  readonly late: readonly { readonly id: string; readonly media: KeptMedia }[]
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
export async function incomingContents(
  deps: BringInDeps,
  key: MessageKey,
  carrier: string,
  incoming: IncomingText,
  signal: AbortSignal,
): Promise<IncomingContents> {
  const contents: Shown[] = []
  const shown: IncomingMedia[] = []
  const late: { id: string; media: KeptMedia }[] = []
  let caption = wordsOf(incoming)
  for (const [index, part] of incoming.media.entries()) {
    const id = `${key}-${index + 1}`
    const found = await bringIn(deps, carrier, incoming.from, part, { caption, signal })
    if (found.kind === 'shown') {
      contents.push({ id, content: found.content })
      shown.push(part)
      caption = ''
      continue
    }
    if (found.kind === 'later' && part.kind === 'kept') late.push({ id, media: part })
    const reason = found.kind === 'lost' ? found.reason : later
    contents.push({ id: `${id}-missing`, content: missing(reason) })
  }
  const [first, ...rest] = contents
  if (first !== undefined && caption === '') return { contents: [first, ...rest], shown, late }
  const body = caption === '' ? '(an empty text)' : caption
  const words = { id: key, content: { msgtype: 'm.text', body } }
  return { contents: [words, ...contents], shown, late }
}

const later = 'The carrier does not give it out yet; it comes here as soon as it does.'

/** Stands where an attachment should be. */
export function missing(reason: string): object {
  return { msgtype: 'm.notice', body: `An attachment is missing here. ${reason}` }
}

function wordsOf({ text, isIncomplete }: IncomingText): string {
  return isIncomplete === true ? `${text}\n(Parts of this text did not arrive.)`.trim() : text
}
