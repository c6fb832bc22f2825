import type { RoomId, UserId } from '../../core/ids.ts'
import { freeLabel, type Line, type LineId } from '../../core/line.ts'
import type { LineChange, Lines, NewLine, Purchase } from '../../core/lines.ts'
import type { PhoneNumber } from '../../core/phone.ts'
import { randomToken } from '../../lib/secrets.ts'
import type { Db } from './database.ts'
import type { Commit } from './group-commit.ts'

export function createLines(db: Db, commit: Commit, now: () => number): Lines {
  const all = (where: string) =>
    db.prepare<string[], Row>(`SELECT * FROM line WHERE ${where} ORDER BY rowid`)
  const byId = all('id = ?')
  const byNumber = all(`number = ? AND state = 'active'`)
  const byAccount = all(`account = ? AND state = 'active'`)
  const active = all(`state = 'active'`)
  const former = all('number = ? AND account = ?')
  const passedOn = all('number = ? AND account <> ?')
  const insert = db.prepare<[string, string, string, string, string | null, string, number]>(
    `INSERT INTO line (id, number, account, carrier, carrier_number_id, label, held_since)
     VALUES (?, ?, ?, ?, ?, ?, ?)`,
  )
  const revive = db.prepare<[string, string | null, string, number, string]>(
    `UPDATE line SET state = 'active', carrier = ?, carrier_number_id = ?, label = ?, held_since = ? WHERE id = ?`,
  )
  const change = db.prepare<[LineParameters]>(
    `UPDATE line SET label = coalesce(@label, label), space = coalesce(@space, space),
       carrier_number_id = coalesce(@carrierNumberId, carrier_number_id) WHERE id = @id`,
  )
  const clearDefault = db.prepare<[string]>('UPDATE line SET is_default = 0 WHERE account = ?')
  const makeDefault = db.prepare<[string]>('UPDATE line SET is_default = 1 WHERE id = ?')
  const end = db.prepare<[string]>(
    `UPDATE line SET state = 'released', is_default = 0 WHERE id = ?`,
  )
  const purchaseOf = db.prepare<[string], PurchaseRow>('SELECT * FROM purchase WHERE number = ?')
  const purchases = db.prepare<[], PurchaseRow>('SELECT * FROM purchase')
  const addPurchase = db.prepare<[string, string, string, string, number | null, string | null]>(
    'INSERT INTO purchase VALUES (?, ?, ?, ?, ?, ?)',
  )
  const countOf = db
    .prepare<{ account: string }, number>(
      `SELECT (SELECT count(*) FROM line WHERE account = @account AND state = 'active')
         + (SELECT count(*) FROM purchase WHERE account = @account)`,
    )
    .pluck()
  const dropPurchase = db.prepare<[string]>('DELETE FROM purchase WHERE number = ?')

  /** The account that had the number before gets its old line back, and with it its rooms. */
  function assign({
    number,
    account,
    carrier,
    carrierNumberId,
    ...wish
  }: NewLine): Row | undefined {
    dropPurchase.run(number)
    const held = byNumber.get(number)
    if (held !== undefined) return held.account === account ? held : undefined
    const label = freeLabel(byAccount.all(account), wish.label)
    const old = former.get(number, account)
    const id = old?.id ?? randomToken(9)
    const numberId = carrierNumberId ?? null
    if (old === undefined) insert.run(id, number, account, carrier, numberId, label, now())
    else revive.run(carrier, numberId, label, now(), id)
    if (byAccount.all(account).length === 1) makeDefault.run(id)
    return byId.get(id)
  }

  function isPassedOn({ number, account }: Row): boolean {
    return passedOn.get(number, account) !== undefined
  }

  function begin({ number, account, carrier, label, price }: Purchase, maxLines: number) {
    if (byNumber.get(number) !== undefined) return 'taken' as const
    const other = purchaseOf.get(number)
    if (other !== undefined) return other.account === account ? 'under-way' : 'taken'
    if ((countOf.get({ account }) ?? 0) >= maxLines) return 'limit' as const
    addPurchase.run(number, account, carrier, label, price?.amount ?? null, price?.currency ?? null)
    return 'begun' as const
  }

  return {
    get: async (id) => lineOf(byId.get(id)),
    ofNumber: async (number, at = Number.POSITIVE_INFINITY) => {
      const row = byNumber.get(number)
      const wasOthers = row !== undefined && at < row.held_since && isPassedOn(row)
      return wasOthers ? undefined : lineOf(row)
    },
    ofAccount: async (account) => byAccount.all(account).map(known),
    active: async () => active.all().map(known),
    assign: async (line) => lineOf(await commit(() => assign(line))),
    update: async (id, { label, space, carrierNumberId }: LineChange) => {
      const given = { label: label ?? null, space: space ?? null }
      await commit(() => change.run({ id, ...given, carrierNumberId: carrierNumberId ?? null }))
    },
    setDefault: async (id) => {
      await commit(() => {
        const line = byId.get(id)
        if (line?.state !== 'active') return
        clearDefault.run(line.account)
        makeDefault.run(id)
      })
    },
    release: async (id) => {
      await commit(() => end.run(id))
    },
    beginPurchase: async (purchase, maxLines) => await commit(() => begin(purchase, maxLines)),
    endPurchase: async (number) => {
      await commit(() => dropPurchase.run(number))
    },
    openPurchases: async () => purchases.all().map(purchase),
  }
}

function lineOf(row: Row | undefined): Line | undefined {
  return row === undefined ? undefined : known(row)
}

function known(row: Row): Line {
  return {
    id: row.id as LineId,
    number: row.number as PhoneNumber,
    account: row.account as UserId,
    carrier: row.carrier,
    label: row.label,
    isDefault: row.is_default === 1,
    state: row.state,
    ...(row.carrier_number_id === null ? {} : { carrierNumberId: row.carrier_number_id }),
    ...(row.space === null ? {} : { space: row.space as RoomId }),
  }
}

function purchase(row: PurchaseRow): Purchase {
  const { number, account, carrier, label, price_amount: amount, price_currency: currency } = row
  const price = amount === null || currency === null ? {} : { price: { amount, currency } }
  return { number: number as PhoneNumber, account: account as UserId, carrier, label, ...price }
}

interface LineParameters {
  readonly id: string
  readonly label: string | null
  readonly space: string | null
  readonly carrierNumberId: string | null
}

interface Row {
  readonly id: string
  readonly number: string
  readonly account: string
  readonly carrier: string
  readonly carrier_number_id: string | null
  readonly label: string
  readonly space: string | null
  readonly is_default: number
  readonly held_since: number
  readonly state: 'active' | 'released'
}

interface PurchaseRow {
  readonly number: string
  readonly account: string
  readonly carrier: string
  readonly label: string
  readonly price_amount: number | null
  readonly price_currency: string | null
}
