import { z } from 'zod'
import { type EventId, parseEventId } from '../../core/ids.ts'
import type { MatrixEvent } from '../../core/matrix-event.ts'
import { parseMediaUri } from '../../core/media.ts'
import { definite } from '../../lib/definite.ts'
import type { OutgoingAttachment } from './outgoing.ts'

/** What an account's event is to the phone. */
export type OutgoingContent =
  | {
      readonly kind: 'text'
      readonly text: string
      /** The event that it corrects. */
      readonly replaces?: EventId
    }
  /** A file, with its caption or an empty one. */
  | { readonly kind: 'attachment'; readonly text: string; readonly attachment: OutgoingAttachment }
  | { readonly kind: 'command'; readonly text: string }
  /** Can't go out; `reason` tells the writer. */
  | { readonly kind: 'refused'; readonly reason: string; readonly code: RefusalCode }
  /** Nothing that anybody expects to go out. */
  | { readonly kind: 'nothing' }

type RefusalCode = 'com.beeper.unsupported_event' | 'com.beeper.undecryptable_event'

/**
 * Plain text of a message event. Replies go out without the quotation, an edit as the whole new text
 * marked with "* " as Matrix' own fallback does, an emote as "* text".
 * Matrix specification, client-server API, "Instant Messaging" and "Event replacements".
 */
export function outgoingContent(event: MatrixEvent): OutgoingContent {
  if (event.type === 'm.sticker') return attachmentOf({ msgtype: 'm.image', ...event.content })
  if (event.type !== 'm.room.message') return other(event)
  const parsed = messageContent.safeParse(event.content)
  if (!parsed.success) return refused('This message has no text that could be sent.')
  return carriesFile(parsed.data) ? attachmentOf(event.content) : messageText(parsed.data)
}

const files: readonly string[] = ['m.image', 'm.video', 'm.audio', 'm.file']

/** An edit of a caption is none of the file's. */
function carriesFile({ msgtype, ...content }: z.infer<typeof messageContent>): boolean {
  return files.includes(msgtype) && content['m.relates_to']?.rel_type !== 'm.replace'
}

/**
 * The body is a caption where the file has another name. Matrix specification, client-server API,
 * "Media captions"; a sticker's words describe it and go nowhere.
 */
function attachmentOf(content: Readonly<Record<string, unknown>>): OutgoingContent {
  const parsed = fileContent.safeParse(content)
  const uri = parseMediaUri(parsed.data?.url ?? '')
  if (!parsed.success || uri === undefined) return unreadableFile(content)
  const { body, filename, info } = parsed.data
  const hasCaption = filename !== undefined && filename !== body
  const name = clean(filename ?? body)
  const attachment = { uri, name: name === '' ? 'file' : name, type: info?.mimetype ?? '' }
  const text = hasCaption ? clean(isReply(parsed.data) ? withoutQuotation(body) : body) : ''
  if (commandIn(text) !== undefined) return refused(captionedCommand)
  return { kind: 'attachment', text, attachment }
}

function unreadableFile(content: Readonly<Record<string, unknown>>): OutgoingContent {
  if (content['file'] === undefined) return refused('There is no file in this message.')
  const reason = 'Encrypted files can not be sent. Please write in a room without encryption.'
  return { kind: 'refused', reason, code: 'com.beeper.undecryptable_event' }
}

function messageText(message: z.infer<typeof messageContent>): OutgoingContent {
  const isEdit = message['m.relates_to']?.rel_type === 'm.replace'
  const content = isEdit ? newContent(message) : message
  if (content.msgtype !== 'm.text' && content.msgtype !== 'm.emote') {
    return refused(refusal(content.msgtype))
  }
  const text = clean(isReply(message) ? withoutQuotation(content.body) : content.body)
  if (text === '') return refused('There is nothing in this message that could be sent.')
  const typed = commandIn(text)
  if (typed !== undefined) {
    return isEdit ? refused(editedCommand) : { kind: 'command', text: typed }
  }
  const marked = isEdit || content.msgtype === 'm.emote' ? `* ${text}` : text
  const replaces = isEdit ? parseEventId(message['m.relates_to']?.event_id ?? '') : undefined
  return definite({ kind: 'text' as const, text: marked, replaces })
}

const editedFile = 'A file that was sent can not be changed any more. Please send it anew.'
const captionedCommand = 'A command is not taken from a caption. Please type it by itself.'
const editedCommand = 'A command is not taken from an edit. Please type it anew.'

/** `!line …`, as keyboards may write it: with a space put in, or a mark of direction before it. */
function commandIn(text: string): string | undefined {
  const words = /^[\p{Bidi_C}]*!\s?line(?<rest>\s[\s\S]*)?$/iu.exec(text)?.groups
  return words === undefined ? undefined : `!line${words['rest'] ?? ''}`
}

/** Without one the body is the new text with the mark already before it. */
function newContent(message: z.infer<typeof messageContent>) {
  const { msgtype, body } = message
  return message['m.new_content'] ?? { msgtype, body: body.replace(/^\* /, '') }
}

const kinds: ReadonlyMap<string, string> = new Map(
  Object.entries({
    'm.notice': 'Notices',
    'm.location': 'Locations',
    'm.poll.start': 'Polls',
    'org.matrix.msc3381.poll.start': 'Polls',
  }),
)

function refusal(type: string): string {
  if (files.includes(type)) return editedFile
  return `${kinds.get(type) ?? 'Messages of this kind'} can't be sent as a text message yet.`
}

function other(event: MatrixEvent): OutgoingContent {
  if (event.type === 'm.room.encrypted') {
    const reason =
      'Encrypted messages can not be sent as text messages. Please write in a room without encryption.'
    return { kind: 'refused', reason, code: 'com.beeper.undecryptable_event' }
  }
  return kinds.has(event.type) ? refused(refusal(event.type)) : { kind: 'nothing' }
}

function refused(reason: string): OutgoingContent {
  return { kind: 'refused', reason, code: 'com.beeper.unsupported_event' }
}

function isReply(content: Pick<z.infer<typeof messageContent>, 'm.relates_to'>): boolean {
  return content['m.relates_to']?.['m.in_reply_to'] !== undefined
}

/** Older clients put the quoted text before a reply, each line after "> ". */
function withoutQuotation(body: string): string {
  return /^> <[^>]*>/.test(body) ? body.replace(/^(> .*(\n|$))+\n?/, '') : body
}

/** Control characters mean something else to a phone network; line breaks and tabs stay. */
function clean(body: string): string {
  const text = body
    .replace(/\r\n?/g, '\n')
    .replace(/[\p{Cc}\p{Cs}]/gu, (character) =>
      character === '\n' || character === '\t' ? character : '',
    )
  return withoutBlanks(text)
}

/** By hand: an expression for the end of a text takes the square of its length. */
function withoutBlanks(text: string): string {
  let [start, end] = [0, text.length]
  while (start < end && isBlank(text[start])) start += 1
  while (end > start && isBlank(text[end - 1])) end -= 1
  return text.slice(start, end)
}

function isBlank(character = ''): boolean {
  return /[\s\u200b\ufeff]/.test(character)
}

const body = { msgtype: z.string(), body: z.string() }
const relation = z
  .object({
    rel_type: z.string().optional(),
    event_id: z.string().optional(),
    'm.in_reply_to': z.unknown().optional(),
  })
  .optional()
  .catch(undefined)
const messageContent = z.object({
  ...body,
  'm.new_content': z.object(body).optional().catch(undefined),
  'm.relates_to': relation,
})
const fileContent = z.object({
  ...body,
  filename: z.string().optional().catch(undefined),
  url: z.string(),
  info: z
    .object({ mimetype: z.string().optional().catch(undefined) })
    .optional()
    .catch(undefined),
  'm.relates_to': relation,
})
