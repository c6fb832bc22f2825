import type { AttemptOutcome } from '../../core/inbox.ts'
import {
  type Attempt,
  type MessageAdvance,
  type MessageKey,
  type MessageState,
  type NewMessage,
  rank,
} from '../../core/message.ts'
import type { Db } from './database.ts'

/** What a transaction may do with messages; to be called within one, but for reading. */
export interface MessageRows {
  begin(key: MessageKey, attempt: Attempt, state: MessageState): void
  link(message: NewMessage): void
  conclude(key: MessageKey, outcome: AttemptOutcome): void
  find(key: MessageKey): MessageRow | undefined
  /** Never back, and never to a carrier's ID that another message has that is not over. */
  advance(key: MessageKey, change: MessageAdvance): boolean
}

export interface MessageRow {
  readonly state: MessageState
  readonly carrier_message_id: string | null
}

/** {@link MessageRows.advance} would change nothing. */
export function isOldNews(known: MessageRow, state: MessageState): boolean {
  return known.carrier_message_id !== null && rank(state) <= rank(known.state)
}

export function createMessageRows(db: Db, now: () => number): MessageRows {
  const insert = db.prepare<[string, string, string, string, number, string, number, number]>(
    `INSERT INTO outgoing (key, portal, event, carrier, segments, state, created_at, changed_at)
     VALUES (?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT (key) DO NOTHING`,
  )
  const insertIncoming = db.prepare<[string, string, string, string]>(
    `INSERT INTO incoming (carrier, carrier_message_id, portal, event) VALUES (?, ?, ?, ?)
     ON CONFLICT DO NOTHING`,
  )
  const find = db.prepare<[string], MessageRow>(
    'SELECT state, carrier_message_id FROM outgoing WHERE key = ?',
  )
  const linkId = db.prepare<[string, string]>(
    `UPDATE OR IGNORE outgoing SET carrier_message_id = ?
     WHERE key = ? AND carrier_message_id IS NULL`,
  )
  const takeId = db.prepare<[string, string, number]>(
    `UPDATE outgoing SET carrier_message_id = NULL
     WHERE carrier = (SELECT carrier FROM outgoing WHERE key = ?) AND carrier_message_id = ?
     AND (state = 'delivered' OR created_at < ?)`,
  )
  const update = db.prepare<[string, string | null, string | null, number, number, string]>(
    `UPDATE outgoing SET state = ?, reason = ?, code = ?, is_retryable = ?, changed_at = ?
     WHERE key = ?`,
  )

  /** Some carriers begin again with the first ID when they are restarted: it means the newer message then. */
  function link(key: MessageKey, id: string): boolean {
    if (linkId.run(id, key).changes > 0) return true
    takeId.run(key, id, now() - 3_600_000)
    return linkId.run(id, key).changes > 0
  }

  function advance(key: MessageKey, change: MessageAdvance): boolean {
    const known = find.get(key)
    if (known === undefined || isOldNews(known, change.state)) return false
    const { state, carrierMessageId, reason, code, isRetryable } = change
    const isLinked =
      known.carrier_message_id === null &&
      carrierMessageId !== undefined &&
      link(key, carrierMessageId)
    if (rank(state) <= rank(known.state)) return isLinked
    update.run(state, reason ?? null, code ?? null, isRetryable === true ? 1 : 0, now(), key)
    return true
  }

  return {
    find: (key) => find.get(key),
    advance,
    begin(key, { portal, event, carrier, segments }, state) {
      insert.run(key, portal, event, carrier, segments, state, now(), now())
    },
    link({ carrier, carrierMessageId, portal, event }) {
      insertIncoming.run(carrier, carrierMessageId, portal, event)
    },
    conclude(key, { attempt, ...outcome }) {
      if (attempt !== undefined) this.begin(key, attempt, 'sending')
      advance(key, outcome)
    },
  }
}
