import { formatPhoneNumber, parsePhoneNumber } from '../../../src/core/phone.ts'
import type { Db } from './database.ts'
import { newSid } from './sids.ts'

/** A number that was bought. Times are milliseconds since 1970. */
export interface OwnedRow {
  readonly id: number
  readonly sid: string
  readonly number: string
  readonly friendly_name: string
  /** Where its texts are posted; empty for nowhere. */
  readonly sms_url: string
  readonly created_at: number
  readonly updated_at: number
}

export interface OwnedNumbers {
  /** Undefined when somebody has it. */
  buy(number: NewNumber): OwnedRow | undefined
  bySid(sid: string): OwnedRow | undefined
  byNumber(number: string): OwnedRow | undefined
  list(): readonly OwnedRow[]
  change(sid: string, change: { friendlyName?: string; smsUrl?: string; at: number }): void
  release(sid: string): boolean
}

interface NewNumber {
  readonly number: string
  readonly friendlyName: string
  readonly smsUrl: string
  readonly at: number
}

export function createOwnedNumbers(db: Db): OwnedNumbers {
  const insert = db.prepare<[Record<string, unknown>], OwnedRow>(`
    INSERT INTO number (sid, number, friendly_name, sms_url, created_at, updated_at)
    VALUES (@sid, @number, @friendlyName, @smsUrl, @at, @at)
    ON CONFLICT DO NOTHING RETURNING *`)
  const bySid = db.prepare<[string], OwnedRow>('SELECT * FROM number WHERE sid = ?')
  const byNumber = db.prepare<[string], OwnedRow>('SELECT * FROM number WHERE number = ?')
  const list = db.prepare<[], OwnedRow>('SELECT * FROM number ORDER BY id')
  const change = db.prepare(`
    UPDATE number SET friendly_name = coalesce(@friendlyName, friendly_name),
      sms_url = coalesce(@smsUrl, sms_url), updated_at = @at WHERE sid = @sid`)
  const release = db.prepare('DELETE FROM number WHERE sid = ?')

  return {
    buy: (number) => insert.get({ ...number, sid: newSid('PN') }),
    bySid: (sid) => bySid.get(sid),
    byNumber: (number) => byNumber.get(number),
    list: () => list.all(),
    change: (sid, { friendlyName = null, smsUrl = null, at }: NumberChange) =>
      void change.run({ sid, friendlyName, smsUrl, at }),
    release: (sid) => release.run(sid).changes > 0,
  }
}

interface NumberChange {
  readonly friendlyName?: string | null
  readonly smsUrl?: string | null
  readonly at: number
}

/** What the provider calls a number that was given no name. */
export function defaultName(number: string): string {
  const parsed = parsePhoneNumber(number)
  return parsed === undefined ? number : formatPhoneNumber(parsed)
}
