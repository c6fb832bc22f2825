import type { EventId, RoomId, UserId } from '../../core/ids.ts'
import type { ReadPosition, Rooms } from '../../core/rooms.ts'
import type { Db } from './database.ts'
import type { Commit } from './group-commit.ts'

/** How far rooms have been read; to be called within a transaction. */
export interface ReadPositions {
  add(room: RoomId, lastEvent?: EventId): void
  /** Only rooms that were added have a position. */
  advance(room: RoomId, event: EventId, now: number): void
}

const moveTo = 'UPDATE read_position SET last_event = ? WHERE room = ?'

/** Who was busy last is known as precisely as this, milliseconds: it is an index to be written. */
const precision = 10_000

export function createReadPositions(db: Db): ReadPositions {
  const insert = db.prepare<[string, string | null]>(
    'INSERT INTO read_position (room, last_event) VALUES (?, ?) ON CONFLICT DO NOTHING',
  )
  const move = db.prepare<[string, string]>(moveTo)
  const touch = db.prepare<[number, string, number, number]>(
    'UPDATE read_position SET busy_at = ? WHERE room = ? AND busy_at NOT BETWEEN ? AND ?',
  )
  return {
    add: (room, lastEvent) => void insert.run(room, lastEvent ?? null),
    advance(room, event, now) {
      move.run(event, room)
      touch.run(now, room, now - precision, now)
    },
  }
}

export function createRooms(db: Db, commit: Commit, positions: ReadPositions): Rooms {
  const room = db
    .prepare<[string], string>('SELECT room FROM control_room WHERE account = ?')
    .pluck()
  const account = db
    .prepare<[string], string>('SELECT account FROM control_room WHERE room = ?')
    .pluck()
  const set = db.prepare<[string, string]>(
    `INSERT INTO control_room (account, room) VALUES (?, ?)
     ON CONFLICT (account) DO UPDATE SET room = excluded.room`,
  )
  const move = db.prepare<[string, string]>(moveTo)
  const position = db.prepare<[string], Row>('SELECT * FROM read_position WHERE room = ?')
  const page = db.prepare<[number, string], Row>(
    `SELECT * FROM read_position WHERE (busy_at, room) < (?, ?)
     ORDER BY busy_at DESC, room DESC LIMIT 200`,
  )

  return {
    controlRoom: async (of) => room.get(of) as RoomId | undefined,
    accountOfControlRoom: async (of) => account.get(of) as UserId | undefined,
    async setControlRoom(of, to, since) {
      await commit(() => {
        set.run(of, to)
        positions.add(to, since)
      })
    },
    async readPosition(of) {
      const row = position.get(of)
      return row === undefined ? undefined : positionOf(row)
    },
    async advance(of, event) {
      await commit(() => move.run(event, of))
    },
    async *readPositions() {
      let rows = page.all(Number.MAX_SAFE_INTEGER, '')
      while (rows.length > 0) {
        yield* rows.map(positionOf)
        const last = rows.at(-1)
        rows = last === undefined ? [] : page.all(last.busy_at, last.room)
      }
    },
  }
}

function positionOf({ room, last_event: lastEvent }: Row): ReadPosition {
  const position = { room: room as RoomId }
  return lastEvent === null ? position : { ...position, lastEvent: lastEvent as EventId }
}

interface Row {
  readonly room: string
  readonly last_event: string | null
  readonly busy_at: number
}
