import { z } from 'zod'
import { type EventId, parseEventId } from '../core/ids.ts'
import type { MatrixEvent } from '../core/matrix-event.ts'
import { shorten } from '../lib/shorten.ts'
import { outgoingContent } from '../portal/out/outgoing-content.ts'

/** What an event in a chat with the bot says to it. */
export type Heard =
  | { readonly kind: 'typed'; readonly text: string }
  | { readonly kind: 'tapped'; readonly key: string; readonly on: EventId }
  | { readonly kind: 'encrypted' }
  /** Pictures and the like. */
  | { readonly kind: 'wordless' }
  /** Notices, edits and all that asks for no answer. */
  | { readonly kind: 'nothing' }

const nothing = { kind: 'nothing' } as const

export function heard(event: MatrixEvent): Heard {
  switch (event.type) {
    case 'm.room.encrypted':
      return { kind: 'encrypted' }
    case 'm.reaction':
      return tap(event)
    case 'm.room.message':
    case 'm.sticker':
    case 'm.poll.start':
      return message(event)
    default:
      return nothing
  }
}

function message(event: MatrixEvent): Heard {
  const { msgtype, 'm.relates_to': relation } = frame.parse(event.content)
  if (msgtype === 'm.notice' || relation?.rel_type === 'm.replace') return nothing
  const said = outgoingContent(event)
  return said.kind === 'text' || said.kind === 'command'
    ? { kind: 'typed', text: said.text }
    : { kind: 'wordless' }
}

function tap(event: MatrixEvent): Heard {
  const { 'm.relates_to': relation } = frame.parse(event.content)
  const on = parseEventId(relation?.event_id ?? '')
  return on === undefined || relation?.key === undefined
    ? nothing
    : { kind: 'tapped', key: shorten(relation.key, 40), on }
}

const word = z.string().optional().catch(undefined)
const frame = z.object({
  msgtype: word,
  'm.relates_to': z
    .object({ rel_type: word, event_id: word, key: word })
    .optional()
    .catch(undefined),
})
