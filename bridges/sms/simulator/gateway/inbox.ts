import type { Db } from '../database.ts'
import type { MessageRow } from '../messages.ts'
import { phone } from './phone.ts'

/** What arrived at the phone's SIMs, the oldest first. Times are milliseconds since 1970. */
export function createInbox(db: Db) {
  const select = db.prepare<[string, number, number], MessageRow>(`
    SELECT * FROM message WHERE direction = 'inbound' AND recipient = ?
      AND created_at / 1000 * 1000 BETWEEN ? AND ? ORDER BY id`)
  return (since: number, until: number): readonly MessageRow[] =>
    phone.sims
      .flatMap(({ number }) => select.all(number, since, until))
      .sort((one, other) => one.id - other.id)
}
