import { SegmentedMessage } from 'sms-segments-calculator'
import type { Status } from './behaviour.ts'
import type { Db } from './database.ts'
import { newSid } from './sids.ts'

/** A text in either direction, as stored. Times are milliseconds since 1970. */
export interface MessageRow {
  readonly id: number
  readonly sid: string
  readonly direction: Direction
  readonly sender: string
  readonly recipient: string
  readonly body: string
  readonly segments: number
  readonly encoding: string
  readonly status: Status
  readonly error_code: number | null
  /** Ten-thousandths of a dollar. */
  readonly price: number | null
  readonly status_callback: string | null
  /** How many attachments it was given. */
  readonly num_media: number
  /** JSON: where its attachments are still to be fetched. */
  readonly media_urls: string | null
  /** Which step of its journey comes next, and when. */
  readonly step: number
  readonly due_at: number | null
  readonly handover: Handover | null
  readonly created_at: number
  readonly updated_at: number
  readonly sent_at: number | null
}

type Direction = 'inbound' | 'outbound-api' | 'outbound-reply'

/** How far an inbound text's webhook got. `lost` is for good. */
export type Handover = 'waiting' | 'accepted' | 'refused' | 'lost'

export interface NewMessage {
  readonly direction: Direction
  readonly sender: string
  readonly recipient: string
  readonly body: string
  readonly segments: number
  readonly encoding: string
  readonly status: Status
  readonly price?: number
  readonly statusCallback?: string
  readonly numMedia?: number
  readonly mediaUrls?: readonly string[]
  readonly dueAt?: number
  readonly handover?: Handover
  readonly at: number
}

/** How a text is billed and coded on the air; one with attachments is one whole. */
export function segmentsOf(text: string, numMedia: number, isSmart = false) {
  const { segmentsCount, encodingName } = new SegmentedMessage(text, 'auto', isSmart)
  return { segments: numMedia === 0 ? segmentsCount : 1, encoding: encodingName }
}

export interface Messages {
  insert(message: NewMessage): MessageRow
  bySid(sid: string): MessageRow | undefined
  byId(id: number): MessageRow | undefined
  due(now: number): readonly MessageRow[]
  /** Those whose attachments are still to be fetched. */
  loading(): readonly MessageRow[]
  /** The attachments are there, or are not to be had. */
  loaded(
    id: number,
    change: Pick<MessageChange, 'status' | 'errorCode' | 'dueAt' | 'at'>,
  ): MessageRow
  nextDue(): number | undefined
  /** When the sender is through with what it has queued; undefined when nothing waits. */
  busyUntil(sender: string, millisPerSegment: number): number | undefined
  update(id: number, change: MessageChange): MessageRow
  handOver(id: number, handover: Handover): void
  redact(sid: string): void
  remove(sid: string): boolean
}

interface MessageChange {
  readonly status: Status
  readonly errorCode: number | null
  readonly price: number | null
  readonly sentAt: number | null
  readonly step: number
  readonly dueAt: number | null
  readonly at: number
}

export function createMessages(db: Db): Messages {
  const insert = db.prepare<[Record<string, unknown>], MessageRow>(`
    INSERT INTO message (sid, direction, sender, recipient, body, segments, encoding, status,
      price, status_callback, num_media, media_urls, due_at, handover, created_at, updated_at)
    VALUES (@sid, @direction, @sender, @recipient, @body, @segments, @encoding, @status,
      @price, @statusCallback, @numMedia, @mediaUrls, @dueAt, @handover, @at, @at) RETURNING *`)
  const bySid = db.prepare<[string], MessageRow>('SELECT * FROM message WHERE sid = ?')
  const byId = db.prepare<[number], MessageRow>('SELECT * FROM message WHERE id = ?')
  const due = db.prepare<[number], MessageRow>(
    'SELECT * FROM message WHERE due_at IS NOT NULL AND due_at <= ? ORDER BY due_at, id LIMIT 500',
  )
  const loading = db.prepare<[], MessageRow>(
    'SELECT * FROM message WHERE media_urls IS NOT NULL ORDER BY id',
  )
  const loaded = db.prepare<[Record<string, unknown>], MessageRow>(`
    UPDATE message SET media_urls = NULL, status = @status, error_code = @errorCode,
      due_at = @dueAt, updated_at = @at WHERE id = @id RETURNING *`)
  const nextDue = db
    .prepare<[], number | null>('SELECT min(due_at) FROM message WHERE due_at IS NOT NULL')
    .pluck()
  const busyUntil = db
    .prepare<[number, string], number | null>(
      `SELECT max(due_at + segments * ?) FROM message
       WHERE status = 'queued' AND sender = ?`,
    )
    .pluck()
  const update = db.prepare<[Record<string, unknown>], MessageRow>(`
    UPDATE message SET status = @status, error_code = @errorCode, price = @price,
      sent_at = @sentAt, step = @step, due_at = @dueAt, updated_at = @at
    WHERE id = @id RETURNING *`)
  const handOver = db.prepare('UPDATE message SET handover = ? WHERE id = ?')
  const redact = db.prepare("UPDATE message SET body = '' WHERE sid = ?")
  const remove = db.prepare('DELETE FROM message WHERE sid = ?')

  return {
    insert: ({ numMedia = 0, mediaUrls, ...message }) =>
      insert.get({
        price: null,
        statusCallback: null,
        dueAt: null,
        handover: null,
        ...message,
        numMedia,
        mediaUrls: mediaUrls === undefined ? null : JSON.stringify(mediaUrls),
        sid: newSid(numMedia === 0 ? 'SM' : 'MM'),
      }) as MessageRow,
    bySid: (sid) => bySid.get(sid),
    byId: (id) => byId.get(id),
    due: (now) => due.all(now),
    loading: () => loading.all(),
    loaded: (id, change) => loaded.get({ ...change, id }) as MessageRow,
    nextDue: () => nextDue.get() ?? undefined,
    busyUntil: (sender, each) => busyUntil.get(each, sender) ?? undefined,
    update: (id, change) => update.get({ ...change, id }) as MessageRow,
    handOver: (id, handover) => void handOver.run(handover, id),
    redact: (sid) => void redact.run(sid),
    remove: (sid) => remove.run(sid).changes > 0,
  }
}
