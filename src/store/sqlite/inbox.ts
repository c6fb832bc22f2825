import type {
  Inbox,
  InboxEntry,
  NewEntry,
  ParkedEntry,
  Payload,
  Settlement,
} from '../../core/inbox.ts'
import type { MessageKey } from '../../core/message.ts'
import { createLanes } from '../../lib/lanes.ts'
import { randomToken } from '../../lib/secrets.ts'
import type { Db } from './database.ts'
import type { Commit } from './group-commit.ts'
import type { MessageRows } from './message-rows.ts'
import type { ReadPositions } from './rooms.ts'

export interface InboxDeps {
  readonly db: Db
  readonly commit: Commit
  readonly rows: MessageRows
  readonly positions: ReadPositions
  readonly now: () => number
}

/** One process owns the file, so which lane is free is known in memory: taking an entry never searches the backlog. */
export function createInbox({ db, commit, rows, positions, now }: InboxDeps): Inbox {
  const insert = db.prepare<[string, string, string, string, string, number]>(
    `INSERT INTO inbox (source, source_id, lane, key, payload, appended_at)
     VALUES (?, ?, ?, ?, ?, ?) ON CONFLICT (source, source_id) DO NOTHING`,
  )
  const ready = db.prepare<[], Place & { not_before: number }>(
    `SELECT id, lane, not_before FROM inbox WHERE state = 'ready' ORDER BY id`,
  )
  const select = db.prepare<[number], Row>('SELECT * FROM inbox WHERE id = ?')
  const settleRow = db.prepare<[number]>(
    `UPDATE inbox SET state = 'done', payload = '', error = '' WHERE id = ?`,
  )
  const parkRow = db.prepare<[string, number]>(
    `UPDATE inbox SET state = 'parked', error = ? WHERE id = ?`,
  )
  const postponeRow = db.prepare<[number, string, number]>(
    'UPDATE inbox SET attempts = attempts + 1, not_before = ?, error = ? WHERE id = ?',
  )
  const parked = db.prepare<[], ParkedEntry>(
    `SELECT id, source, lane, error, appended_at AS appendedAt FROM inbox
     WHERE state = 'parked' ORDER BY id`,
  )
  const unparkRow = db.prepare<[number], { lane: string }>(
    `UPDATE inbox SET state = 'ready', not_before = 0 WHERE id = ? AND state = 'parked' RETURNING lane`,
  )
  const count = db.prepare<[], { ready: number; parked: number }>(
    `SELECT (SELECT count(*) FROM inbox WHERE state = 'ready') AS ready,
            (SELECT count(*) FROM inbox WHERE state = 'parked') AS parked`,
  )
  const oldest = db
    .prepare<[], number>(`SELECT appended_at FROM inbox WHERE state = 'ready' ORDER BY id LIMIT 1`)
    .pluck()

  const lanes = createLanes<number>()
  /** Postponed before the last end of the process: kept from being taken too early. */
  const due = new Map<number, number>()
  for (const { id, lane, not_before } of ready.iterate()) {
    lanes.add(lane, id)
    if (not_before > now()) due.set(id, not_before)
  }

  function store(source: string, { id, lane, payload }: NewEntry): Place[] {
    const added = insert.run(source, id, lane, randomToken(16), JSON.stringify(payload), now())
    if (added.changes === 0) return []
    if (payload.kind === 'matrix') positions.advance(payload.event.room, payload.event.id, now())
    return [{ id: Number(added.lastInsertRowid), lane }]
  }

  function takeOne(): Row | undefined {
    for (;;) {
      const id = lanes.take(now())
      const row = id === undefined ? undefined : select.get(id)
      const notBefore = row === undefined ? undefined : due.get(row.id)
      if (row === undefined || notBefore === undefined || notBefore <= now()) return row
      due.delete(row.id)
      lanes.postpone(row.lane, notBefore)
    }
  }

  /** The disk may be full for a while; whoever appends is told. */
  function persist(write: () => void): void {
    commit.lazily(write).catch(() => setTimeout(() => persist(write), 1000).unref())
  }

  return {
    async append(source, entries) {
      if (entries.length === 0) return 0
      const added = await commit(() => entries.flatMap((entry) => store(source, entry)))
      for (const { id, lane } of added) lanes.add(lane, id)
      return added.length
    },

    async take(limit) {
      const taken: InboxEntry[] = []
      while (taken.length < limit) {
        const row = takeOne()
        if (row === undefined) break
        taken.push(entryOf(row))
      }
      return taken
    },

    nextDue: () => lanes.nextDue(),

    async markSending(entry, attempt) {
      await commit(() => rows.begin(entry.key, attempt, 'sending'))
    },

    async settle(entry, settlement, { isDurable = false } = {}) {
      const write = () => {
        if ('message' in settlement && settlement.message !== undefined) {
          rows.link(settlement.message)
        }
        if ('outcome' in settlement && settlement.outcome !== undefined) {
          rows.conclude(entry.key, settlement.outcome)
        }
        if (settlement.state === 'parked') parkRow.run(settlement.error, entry.id)
        else settleRow.run(entry.id)
      }
      if (isRepeatable(settlement) && !isDurable) persist(write)
      else await commit(write)
      lanes.release(entry.lane)
    },

    async postpone(entry, notBefore, reason) {
      await commit(() => postponeRow.run(notBefore, reason, entry.id))
      lanes.postpone(entry.lane, notBefore)
    },

    parked: async () => parked.all(),

    async unpark(id) {
      const row = await commit(() => unparkRow.get(id))
      if (row !== undefined) lanes.add(row.lane, id)
      return row !== undefined
    },

    async depth() {
      const oldestReady = oldest.get()
      const counted = count.get() ?? { ready: 0, parked: 0 }
      return { ...counted, ...(oldestReady === undefined ? {} : { oldestReady }) }
    },
  }
}

/**
 * Delivering a text again changes nothing, and of a text that went out its carrier knows: the next one of the
 * lane need not wait for the disk.
 */
function isRepeatable(settlement: Settlement): boolean {
  if ('outcome' in settlement) return settlement.outcome?.isProvable === true
  return 'message' in settlement && settlement.message !== undefined
}

function entryOf(row: Row): InboxEntry {
  return {
    id: row.id,
    source: row.source,
    sourceId: row.source_id,
    lane: row.lane,
    key: row.key as MessageKey,
    payload: JSON.parse(row.payload) as Payload,
    appendedAt: row.appended_at,
    attempts: row.attempts,
  }
}

interface Place {
  readonly id: number
  readonly lane: string
}

interface Row extends Place {
  readonly source: string
  readonly source_id: string
  readonly key: string
  readonly payload: string
  readonly attempts: number
  readonly appended_at: number
}
