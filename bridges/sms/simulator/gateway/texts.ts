import type { Db } from '../database.ts'

/** A text that the phone is to send, or has sent. Times are milliseconds since 1970. */
export interface TextRow {
  readonly id: string
  readonly sim: number
  readonly recipient: string
  readonly body: string
  readonly state: TextState
  readonly error: string | null
  readonly valid_until: number | null
  readonly created_at: number
  /** When it got into each of its states, as JSON. */
  readonly states: string
}

export type TextState = 'Pending' | 'Processed' | 'Sent' | 'Delivered' | 'Failed' | 'Cancelled'

export interface NewText {
  readonly id: string
  readonly sim: number
  readonly recipient: string
  readonly body: string
  readonly validUntil: number | null
  readonly at: number
}

export interface TextQuery {
  readonly state?: string
  readonly from?: number
  readonly to?: number
  readonly isAscending: boolean
}

export interface Texts {
  /** False when there is one of this ID. */
  add(text: NewText): boolean
  byId(id: string): TextRow | undefined
  /** The first that waits, in the order in which they came. */
  pending(): TextRow | undefined
  /** Forward only. */
  move(id: string, state: TextState, at: number, error?: string): void
  list(query: TextQuery): readonly TextRow[]
}

const order: readonly TextState[] = [
  'Pending',
  'Processed',
  'Sent',
  'Delivered',
  'Failed',
  'Cancelled',
]

export function createTexts(db: Db): Texts {
  const insert = db.prepare<[Record<string, unknown>]>(`
    INSERT INTO gateway_text (id, sim, recipient, body, state, valid_until, created_at, states)
    VALUES (@id, @sim, @recipient, @body, 'Pending', @validUntil, @at, @states)
    ON CONFLICT DO NOTHING`)
  const byId = db.prepare<[string], TextRow>('SELECT * FROM gateway_text WHERE id = ?')
  const pending = db.prepare<[], TextRow>(
    "SELECT * FROM gateway_text WHERE state = 'Pending' ORDER BY rowid LIMIT 1",
  )
  const update = db.prepare<[string, string | null, string, string]>(
    'UPDATE gateway_text SET state = ?, error = ?, states = ? WHERE id = ?',
  )
  const list = db.prepare<[Record<string, unknown>], TextRow>(`
    SELECT * FROM gateway_text
    WHERE (@state IS NULL OR state = @state) AND (@from IS NULL OR created_at >= @from)
      AND (@to IS NULL OR created_at <= @to) ORDER BY rowid`)
  // The network has those already: the phone was cut off before it had written so.
  db.exec(`UPDATE gateway_text SET state = 'Processed' WHERE state = 'Pending'
    AND EXISTS (SELECT 1 FROM message WHERE status_callback = 'gateway:' || gateway_text.id)`)

  return {
    add: ({ at, ...text }) => {
      const states = JSON.stringify({ Pending: new Date(at).toISOString() })
      return insert.run({ ...text, at, states }).changes > 0
    },
    byId: (id) => byId.get(id),
    pending: () => pending.get(),
    move(id, state, at, error) {
      const known = byId.get(id)
      if (known === undefined || order.indexOf(state) <= order.indexOf(known.state)) return
      const states = { ...JSON.parse(known.states), [state]: new Date(at).toISOString() }
      update.run(state, error ?? null, JSON.stringify(states), id)
    },
    list({ state = null, from = null, to = null, isAscending }: Nullable<TextQuery>) {
      const rows = list.all({ state, from, to })
      return isAscending ? rows : rows.reverse()
    },
  }
}

type Nullable<Query> = {
  [Key in keyof Query]: undefined extends Query[Key] ? Query[Key] | null : Query[Key]
}
