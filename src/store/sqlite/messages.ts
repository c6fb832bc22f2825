import type { EventId } from '../../core/ids.ts'
import type { Message, MessageKey, MessageState, Messages } from '../../core/message.ts'
import type { PortalKey } from '../../core/portal.ts'
import { definite } from '../../lib/definite.ts'
import type { Db } from './database.ts'
import type { Commit } from './group-commit.ts'
import { isOldNews, type MessageRows } from './message-rows.ts'

export function createMessages(db: Db, commit: Commit, rows: MessageRows): Messages {
  const one = (where: string) => db.prepare<string[], Row>(`SELECT * FROM outgoing WHERE ${where}`)
  const byKey = one('key = ?')
  const byCarrierId = one('carrier = ? AND carrier_message_id = ?')
  const keyOf = db
    .prepare<[string, string], MessageKey>(
      'SELECT key FROM outgoing WHERE carrier = ? AND carrier_message_id = ?',
    )
    .pluck()
  const byEvent = one('event = ? ORDER BY created_at DESC LIMIT 1')
  const byNotice = one('notice = ?')
  const lastFailed = one(
    `portal = ? AND state IN ('failed', 'doubtful')
     AND coalesce(code, '') NOT LIKE 'com.beeper.%' AND NOT EXISTS (
       SELECT 1 FROM outgoing AS again WHERE again.event = outgoing.event
       AND again.created_at >= outgoing.created_at AND again.state NOT IN ('failed', 'doubtful')
     ) ORDER BY changed_at DESC LIMIT 1`,
  )
  const untold = db.prepare<[number], Row>(
    `SELECT * FROM outgoing WHERE state <> 'sending' AND (told IS NULL OR told <> state)
     ORDER BY changed_at LIMIT ?`,
  )
  const tell = db.prepare<[string, string | null, string]>(
    'UPDATE outgoing SET told = ?, notice = coalesce(?, notice) WHERE key = ?',
  )
  const unfinished = db.prepare<[string, number, number, number], Row>(
    `SELECT * FROM outgoing WHERE carrier = ? AND state = 'sent'
     AND created_at >= ? AND created_at < ? ORDER BY created_at LIMIT ?`,
  )
  const incoming = db
    .prepare<[string, string], number>(
      'SELECT 1 FROM incoming WHERE carrier = ? AND carrier_message_id = ?',
    )
    .pluck()

  return {
    byKey: async (key) => messageOf(byKey.get(key)),
    byCarrierId: async (carrier, id) => messageOf(byCarrierId.get(carrier, id)),
    byEvent: async (event) => messageOf(byEvent.get(byNotice.get(event)?.event ?? event)),
    lastFailed: async (portal) => messageOf(lastFailed.get(portal)),
    report: async (carrier, { key, id, state, reason, code }) => {
      // Only a key tells surely, while writes wait, which message is meant.
      const known = key === undefined ? undefined : rows.find(key)
      if (known !== undefined && isOldNews(known, state)) return
      const change = definite({ state, carrierMessageId: id, reason, code })
      await commit.lazily(() => {
        const meant = known === undefined ? keyOf.get(carrier, id) : key
        if (meant !== undefined) rows.advance(meant, change)
      })
    },
    untold: async (limit) => untold.all(limit).map(known),
    told: async (key, state, notice) => {
      await commit.lazily(() => void tell.run(state, notice ?? null, key))
    },
    unfinished: async (carrier, { from, until }, limit) =>
      unfinished.all(carrier, from, until, limit).map(known),
    isLinked: async (carrier, id) =>
      incoming.get(carrier, id) !== undefined || byCarrierId.get(carrier, id) !== undefined,
  }
}

function messageOf(row: Row | undefined): Message | undefined {
  return row === undefined ? undefined : known(row)
}

function known(row: Row): Message {
  return {
    key: row.key as MessageKey,
    portal: row.portal as PortalKey,
    event: row.event as EventId,
    carrier: row.carrier,
    segments: row.segments,
    state: row.state,
    isRetryable: row.is_retryable === 1,
    createdAt: row.created_at,
    changedAt: row.changed_at,
    ...(row.carrier_message_id === null ? {} : { carrierMessageId: row.carrier_message_id }),
    ...(row.reason === null ? {} : { reason: row.reason }),
    ...(row.code === null ? {} : { code: row.code }),
    ...(row.told === null ? {} : { told: row.told }),
    ...(row.notice === null ? {} : { notice: row.notice as EventId }),
  }
}

interface Row {
  readonly key: string
  readonly portal: string
  readonly event: string
  readonly carrier: string
  readonly carrier_message_id: string | null
  readonly segments: number
  readonly state: MessageState
  readonly reason: string | null
  readonly code: string | null
  readonly is_retryable: number
  readonly created_at: number
  readonly changed_at: number
  readonly told: MessageState | null
  readonly notice: string | null
}
