import type { Db } from './database.ts'
import { meanings } from './errors.ts'
import type { Media, MediaInfo } from './media.ts'
import type { MessageRow } from './messages.ts'

/** A message as the page and the tests see it. */
export interface JournalEntry {
  readonly id: number
  readonly sid: string
  /** As seen by the carrier: `in` comes from a phone, `out` goes to one. */
  readonly direction: 'in' | 'out'
  readonly from: string
  readonly to: string
  readonly text: string
  /** Attachments; their bytes are at `/_sim/media/{sid}`. */
  readonly media: readonly { readonly sid: string; readonly type: string; readonly size: number }[]
  readonly segments: number
  readonly encoding: string
  readonly status: string
  readonly errorCode?: number
  /** Why it failed, in words. */
  readonly reason?: string
  /** Of a text from a phone: what became of the webhook. */
  readonly handover?: string
  /** Milliseconds since 1970. */
  readonly at: number
}

export interface Journal {
  entryOf(message: MessageRow): JournalEntry
  /** In the order of creation; the newest `limit` ones. */
  list(filter: { readonly with?: string; readonly limit?: number }): readonly JournalEntry[]
}

export function createJournal(db: Db, media: Pick<Media, 'of'>): Journal {
  const all = db.prepare<[number], MessageRow>('SELECT * FROM message ORDER BY id DESC LIMIT ?')
  const some = db.prepare<[string, string, number], MessageRow>(
    'SELECT * FROM message WHERE sender = ? OR recipient = ? ORDER BY id DESC LIMIT ?',
  )
  const entry = (message: MessageRow) => entryOf(message, media.of(message.id))
  return {
    entryOf: entry,
    list({ with: address, limit = -1 }) {
      const rows = address === undefined ? all.all(limit) : some.all(address, address, limit)
      return rows.reverse().map(entry)
    },
  }
}

function entryOf(message: MessageRow, media: readonly MediaInfo[]): JournalEntry {
  const { error_code: code, handover } = message
  return {
    id: message.id,
    sid: message.sid,
    direction: message.direction === 'inbound' ? 'in' : 'out',
    from: message.sender,
    to: message.recipient,
    text: message.body,
    media: media.map(({ sid, type, size }) => ({ sid, type, size })),
    segments: message.segments,
    encoding: message.encoding,
    status: message.status,
    ...(code === null ? {} : { errorCode: code, reason: meanings[code] ?? 'Unknown error' }),
    ...(handover === null ? {} : { handover }),
    at: message.created_at,
  }
}
