import { execFile, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { promisify } from 'node:util'
import Database from 'better-sqlite3'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { StoreError } from '../../src/store/sqlite/database.ts'
import { openStore } from '../../src/store/sqlite/store.ts'
import { textEntry } from './store/world.ts'
import { storeContract } from './store-suite.ts'

storeContract('sqlite', async (folder, now) => {
  const store = openStore(path.join(folder, 'homeline.db'), { now })
  return { ...store, close: async () => store[Symbol.dispose]() }
})

describe('the SQLite file', () => {
  let folder = ''
  let file = ''
  beforeEach(() => {
    folder = mkdtempSync(path.join(tmpdir(), 'sqlite '))
    file = path.join(folder, 'homeline.db')
  })
  afterEach(() => rmSync(folder, { recursive: true }))

  it('is refused to a second process, with the remedy', async () => {
    using store = openStore(file)
    await store.settings.set('a', 'b')
    const second = promisify(execFile)(process.execPath, programOf(`openStore(file)`))
    await expect(second).rejects.toThrow(/StoreError: Another Homeline is using .*--data/)
  })

  it('holds what was acknowledged when the process is killed', async () => {
    const program = `
      const store = openStore(file)
      for (let n = 0; ; n += 1) {
        await store.inbox.append('carrier sim', [{ ...entry, id: String(n) }])
        process.stdout.write(n + '\\n')
      }`
    const child = spawn(process.execPath, programOf(program), {
      stdio: ['ignore', 'pipe', 'inherit'],
    })
    let acknowledged = ''
    for await (const text of child.stdout.setEncoding('utf8')) {
      acknowledged += text
      if (acknowledged.length > 500) child.kill('SIGKILL')
    }
    if (child.signalCode === null) await once(child, 'exit')
    const last = Number(acknowledged.trimEnd().split('\n').at(-1))
    expect(last).toBeGreaterThan(50)
    using store = openStore(file)
    expect((await store.inbox.depth()).ready).toBeGreaterThanOrEqual(last + 1)
  })

  it('drops the text of a settled entry, and keeps that of a parked one', async () => {
    const store = openStore(file)
    await store.inbox.append('carrier sim', [
      textEntry('1', 'a', 'settled secret'),
      textEntry('2', 'b', 'parked secret'),
    ])
    const [settled, parked] = await store.inbox.take(2)
    if (settled !== undefined) await store.inbox.settle(settled, { state: 'done' })
    if (parked !== undefined) await store.inbox.settle(parked, { state: 'parked', error: 'bug' })
    store[Symbol.dispose]()
    const db = new Database(file, { readonly: true })
    const rows = db.prepare('SELECT source_id, key, payload FROM inbox ORDER BY id').all()
    db.close()
    expect(rows).toMatchObject([{ source_id: '1', key: settled?.key, payload: '' }, {}])
    expect(JSON.stringify(rows[1])).toContain('parked secret')
  })

  it('of a newer Homeline is refused and left as it is', () => {
    openStore(file)[Symbol.dispose]()
    const db = new Database(file)
    db.pragma('user_version = 99')
    db.close()
    const before = readFileSync(file)
    expect(() => openStore(file)).toThrow(/version 99, newer than this Homeline knows/)
    expect(readFileSync(file).equals(before)).toBe(true)
    expect(readdirSync(folder)).toEqual(['homeline.db'])
  })

  it('that is no database gets a clear error', () => {
    writeFileSync(file, 'x'.repeat(5000))
    expect(() => openStore(file)).toThrow(StoreError)
    expect(() => openStore(file)).toThrow(/The database .*homeline\.db can not be used: /)
  })

  /** Runs the code in a process of its own, with the store's door and one entry at hand. */
  function programOf(code: string): string[] {
    const door = new URL('../../src/store/sqlite/store.ts', import.meta.url).href
    const program = `
      import { openStore } from ${JSON.stringify(door)}
      const file = ${JSON.stringify(file)}
      const entry = ${JSON.stringify(textEntry('0'))}
      ${code}`
    return ['--input-type=module', '--eval', program]
  }
})
