import type { Contact } from '../../core/contact.ts'
import type { RoomId, UserId } from '../../core/ids.ts'
import type { LineId } from '../../core/line.ts'
import { type Portal, type PortalKey, type Portals, portalKey } from '../../core/portal.ts'
import type { Db } from './database.ts'
import type { Commit } from './group-commit.ts'
import type { ReadPositions } from './rooms.ts'

export function createPortals(db: Db, commit: Commit, positions: ReadPositions): Portals {
  const byKey = db.prepare<[string], Row>('SELECT * FROM portal WHERE key = ?')
  const byRoom = db.prepare<[string], Row>('SELECT * FROM portal WHERE room = ?')
  const byLine = db.prepare<[string], Row>('SELECT * FROM portal WHERE line = ?')
  const byAccount = db.prepare<[string], Row>(
    `SELECT portal.* FROM portal JOIN line ON line.id = portal.line
     LEFT JOIN read_position USING (room)
     WHERE portal.account = ? AND room IS NOT NULL AND line.state = 'active'
     ORDER BY busy_at DESC`,
  )
  const insert = db.prepare<[string, string, string, string]>(
    'INSERT INTO portal (key, line, contact, account) VALUES (?, ?, ?, ?) ON CONFLICT DO NOTHING',
  )
  const setRoom = db.prepare<[string, string]>(
    `UPDATE portal SET room = ?, account_membership = 'none', is_encrypted = 0 WHERE key = ?`,
  )
  const change = db.prepare<[Parameters]>(
    `UPDATE portal SET name = coalesce(@name, name), is_blocked = coalesce(@isBlocked, is_blocked),
       is_opted_out = coalesce(@isOptedOut, is_opted_out),
       account_membership = coalesce(@accountMembership, account_membership),
       is_encrypted = coalesce(@isEncrypted, is_encrypted) WHERE key = @key`,
  )

  return {
    byKey: async (key) => portalOf(byKey.get(key)),
    byRoom: async (room) => portalOf(byRoom.get(room)),
    ofAccount: async (account) => byAccount.all(account).map(known),
    ofLine: async (line) => byLine.all(line).map(known),
    async begin({ line, contact, account }) {
      const key = portalKey(line, contact)
      const row = byKey.get(key)
      if (row !== undefined) return known(row)
      await commit(() => insert.run(key, line, contact, account))
      return known(byKey.get(key) ?? fresh(key, line, contact, account))
    },
    async link(key, room, since) {
      await commit(() => {
        setRoom.run(room, key)
        positions.add(room, since)
      })
    },
    async update(key, { name, isBlocked, isOptedOut, accountMembership, isEncrypted }) {
      await commit(() =>
        change.run({
          key,
          name: name ?? null,
          isBlocked: bit(isBlocked),
          isOptedOut: bit(isOptedOut),
          accountMembership: accountMembership ?? null,
          isEncrypted: bit(isEncrypted),
        }),
      )
    },
  }
}

function bit(value: boolean | undefined): number | null {
  return value === undefined ? null : Number(value)
}

function fresh(key: PortalKey, line: LineId, contact: Contact, account: UserId): Row {
  const none = { room: null, name: '', is_blocked: 0, is_opted_out: 0, is_encrypted: 0 }
  return { key, line, contact, account, account_membership: 'none', ...none }
}

function portalOf(row: Row | undefined): Portal | undefined {
  return row === undefined ? undefined : known(row)
}

function known(row: Row): Portal {
  return {
    key: row.key as PortalKey,
    line: row.line as LineId,
    contact: row.contact as Contact,
    account: row.account as UserId,
    isBlocked: row.is_blocked === 1,
    isOptedOut: row.is_opted_out === 1,
    accountMembership: row.account_membership,
    isEncrypted: row.is_encrypted === 1,
    ...(row.room === null ? {} : { room: row.room as RoomId }),
    ...(row.name === '' ? {} : { name: row.name }),
  }
}

interface Parameters {
  readonly key: string
  readonly name: string | null
  readonly isBlocked: number | null
  readonly isOptedOut: number | null
  readonly accountMembership: string | null
  readonly isEncrypted: number | null
}

interface Row {
  readonly key: string
  readonly line: string
  readonly contact: string
  readonly account: string
  readonly room: string | null
  readonly name: string
  readonly is_blocked: number
  readonly is_opted_out: number
  readonly account_membership: Portal['accountMembership']
  readonly is_encrypted: number
}
