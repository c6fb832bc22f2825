import { randomBytes } from 'node:crypto'
import type { Db } from './database.ts'
import { newSid } from './sids.ts'

export interface Account {
  readonly sid: string
  readonly authToken: string
  /** Made just now: this is the first start. */
  readonly isNew: boolean
  /** Ten-thousandths of a dollar. */
  balance(): number
  spend(amount: number): void
}

const firstBalance = 1_000_0000

/** The one account, made at the first start. */
export function openAccount(db: Db): Account {
  const made = db
    .prepare(
      `INSERT INTO account (sid, auth_token, balance) SELECT ?, ?, ?
     WHERE NOT EXISTS (SELECT 1 FROM account)`,
    )
    .run(newSid('AC'), randomBytes(16).toString('hex'), firstBalance)
  const select = db.prepare<[], AccountRow>('SELECT * FROM account')
  const spend = db.prepare('UPDATE account SET balance = balance - ?')
  const row = () => select.get() as AccountRow
  const { sid, auth_token: authToken } = row()
  return {
    sid,
    authToken,
    isNew: made.changes > 0,
    balance: () => row().balance,
    spend: (amount) => void spend.run(amount),
  }
}

interface AccountRow {
  readonly sid: string
  readonly auth_token: string
  readonly balance: number
}
