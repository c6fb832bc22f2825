import type { Dialogues } from '../../core/dialogues.ts'
import type { Ghosts } from '../../core/ghosts.ts'
import type { Inbox } from '../../core/inbox.ts'
import type { Lines } from '../../core/lines.ts'
import type { Messages } from '../../core/message.ts'
import type { Portals } from '../../core/portal.ts'
import type { Rooms } from '../../core/rooms.ts'
import type { Settings } from '../../core/settings.ts'
import { type Db, openDatabase } from './database.ts'
import { type Commit, createGroupCommit } from './group-commit.ts'
import { createInbox } from './inbox.ts'
import { createLines } from './lines.ts'
import { createMessageRows } from './message-rows.ts'
import { createMessages } from './messages.ts'
import { createPortals } from './portals.ts'
import { createReadPositions, createRooms } from './rooms.ts'

/** Everything that Homeline remembers. */
export interface Store extends Disposable {
  readonly inbox: Inbox
  readonly messages: Messages
  readonly portals: Portals
  readonly lines: Lines
  readonly rooms: Rooms
  readonly ghosts: Ghosts
  readonly dialogues: Dialogues
  readonly settings: Settings
}

/** @throws StoreError, see `openDatabase` */
export function openStore(file: string, { now = Date.now }: { now?: () => number } = {}): Store {
  const db = openDatabase(file)
  const commit = createGroupCommit(db)
  const rows = createMessageRows(db, now)
  const positions = createReadPositions(db)
  return {
    inbox: createInbox({ db, commit, rows, positions, now }),
    messages: createMessages(db, commit, rows),
    portals: createPortals(db, commit, positions),
    lines: createLines(db, commit, now),
    rooms: createRooms(db, commit, positions),
    ghosts: createGhosts(db, commit),
    dialogues: createDialogues(db, commit),
    settings: createSettings(db, commit),
    [Symbol.dispose]() {
      commit.flush()
      db.close()
    },
  }
}

function createGhosts(db: Db, commit: Commit): Ghosts {
  const find = db.prepare<[string], number>('SELECT 1 FROM ghost WHERE contact = ?').pluck()
  const insert = db.prepare<[string]>('INSERT INTO ghost VALUES (?) ON CONFLICT DO NOTHING')
  return {
    has: (contact) => find.get(contact) !== undefined,
    add: async (contact) => void (await commit(() => insert.run(contact))),
  }
}

function createDialogues(db: Db, commit: Commit): Dialogues {
  const find = db
    .prepare<[string, string], string>('SELECT state FROM dialogue WHERE account = ? AND room = ?')
    .pluck()
  const put = db.prepare<[string, string, string]>(
    'INSERT OR REPLACE INTO dialogue VALUES (?, ?, ?)',
  )
  const drop = db.prepare<[string, string]>('DELETE FROM dialogue WHERE account = ? AND room = ?')
  return {
    async get(account, room) {
      const state = find.get(account, room)
      return state === undefined ? undefined : JSON.parse(state)
    },
    async set(account, room, state) {
      await commit(() =>
        state === undefined
          ? drop.run(account, room)
          : put.run(account, room, JSON.stringify(state)),
      )
    },
  }
}

function createSettings(db: Db, commit: Commit): Settings {
  const find = db.prepare<[string], string>('SELECT value FROM setting WHERE key = ?').pluck()
  const put = db.prepare<[string, string]>('INSERT OR REPLACE INTO setting VALUES (?, ?)')
  const drop = db.prepare<[string]>('DELETE FROM setting WHERE key = ?')
  const list = db
    .prepare<[string, string, string], [string, string]>(
      'SELECT key, value FROM setting WHERE key >= ? AND substr(key, 1, length(?)) = ? ORDER BY key',
    )
    .raw()
  return {
    get: async (key) => find.get(key),
    set: async (key, value) => {
      await commit(() => (value === undefined ? drop.run(key) : put.run(key, value)))
    },
    entries: async (prefix) => list.all(prefix, prefix, prefix),
  }
}
