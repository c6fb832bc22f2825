import type { Db } from './database.ts'

/** A simulated phone on the page. */
interface Handset {
  readonly number: string
  readonly name: string
}

export interface Handsets {
  list(): readonly Handset[]
  /** A number that has a handset already keeps it. */
  add(handset: Handset): Handset
  remove(number: string): boolean
  /** A number for stories that no handset has. */
  freeNumber(): string
}

/** Two phones are there from the first start; 303-555-01xx is for handsets and never for sale. */
const first: readonly Handset[] = [
  { name: 'Ada', number: '+13035550142' },
  { name: 'Ben', number: '+447700900917' },
]

export function createHandsets(db: Db): Handsets {
  const list = db.prepare<[], Handset>('SELECT number, name FROM handset ORDER BY id')
  const insert = db.prepare(
    'INSERT INTO handset (number, name) VALUES (?, ?) ON CONFLICT DO NOTHING',
  )
  const byNumber = db.prepare<[string], Handset>(
    'SELECT number, name FROM handset WHERE number = ?',
  )
  const remove = db.prepare('DELETE FROM handset WHERE number = ?')

  return {
    list: () => list.all(),
    add({ number, name }) {
      insert.run(number, name)
      return byNumber.get(number) ?? { number, name }
    },
    remove: (number) => remove.run(number).changes > 0,
    freeNumber() {
      const taken = new Set(list.all().map(({ number }) => number))
      const numbers = Array.from({ length: 100 }, (_, index) => `+${13035550100 + index}`)
      return numbers.find((number) => !taken.has(number)) ?? '+13035550100'
    },
  }
}

/** For a database that was just made. */
export function addFirstHandsets(handsets: Handsets): void {
  for (const handset of first) handsets.add(handset)
}
