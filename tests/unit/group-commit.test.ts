import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { type Db, openDatabase } from '../../src/store/sqlite/database.ts'
import { type Commit, createGroupCommit } from '../../src/store/sqlite/group-commit.ts'

const folder = mkdtempSync(path.join(tmpdir(), 'commit '))
let db: Db
let commit: Commit
beforeAll(() => {
  db = openDatabase(path.join(folder, 'a.db'))
  db.exec('CREATE TABLE word (text TEXT PRIMARY KEY) STRICT')
  commit = createGroupCommit(db)
})
afterAll(() => {
  db.close()
  rmSync(folder, { recursive: true })
})

const add = (text: string) => db.prepare('INSERT INTO word VALUES (?)').run(text)
const words = () => db.prepare<[], string>('SELECT text FROM word ORDER BY text').pluck().all()

it('undoes a write that throws alone, whole, and tells only its caller', async () => {
  const results = await Promise.allSettled([
    commit(() => add('a').changes),
    commit(() => {
      add('half')
      throw new Error('no')
    }),
    commit(() => add('a')),
    commit(() => add('b').changes),
  ])
  expect(results.map(({ status }) => status)).toEqual([
    'fulfilled',
    'rejected',
    'rejected',
    'fulfilled',
  ])
  expect(words()).toEqual(['a', 'b'])
})

it('writes what was asked for in one turn in one transaction, in that order', async () => {
  const order: string[] = []
  const wasInside: boolean[] = []
  const write = (text: string) => {
    order.push(text)
    wasInside.push(db.inTransaction)
    return text
  }
  const done = Promise.all(['x', 'y', 'z'].map((text) => commit(() => write(text))))
  expect(order, 'nothing before the turn is over').toEqual([])
  expect(await done).toEqual(['x', 'y', 'z'])
  expect(order).toEqual(['x', 'y', 'z'])
  expect(wasInside).toEqual([true, true, true])
  expect(db.inTransaction).toBe(false)
})

it('tells every caller when the file is closed before the turn is over', async () => {
  const other = openDatabase(path.join(folder, 'b.db'))
  const late = createGroupCommit(other)
  const results = Promise.allSettled([late(() => 1), late(() => 2)])
  other.close()
  expect((await results).map(({ status }) => status)).toEqual(['rejected', 'rejected'])
})
