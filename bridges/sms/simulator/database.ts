import Database from 'better-sqlite3'
import { RefusedError } from '../../../src/core/errors.ts'
import { migrations } from './migrations.ts'

export type Db = Database.Database

/**
 * Opens the file for this process alone and brings its schema up to date.
 * @throws RefusedError when another process has it or it is newer than this program; it is left untouched
 */
export function openDatabase(file: string): Db {
  const db = new Database(file, { timeout: 2000 })
  try {
    // Timers and lanes live in memory: a second process would send everything twice.
    db.pragma('locking_mode = EXCLUSIVE')
    db.pragma('journal_mode = WAL')
    // What was answered with success must survive a power cut.
    db.pragma('synchronous = FULL')
    db.pragma('cache_size = -2000')
    db.transaction(migrate).exclusive(db)
    return db
  } catch (error) {
    db.close()
    throw readable(error, file)
  }
}

function migrate(db: Db): void {
  const version = Number(db.pragma('user_version', { simple: true }))
  if (version > migrations.length) {
    throw new RefusedError(
      `The simulated carrier's database is of version ${version}, newer than this Homeline knows (${migrations.length}). Install the newer Homeline again, or move the file away to begin anew.`,
    )
  }
  for (const migration of migrations.slice(version)) db.exec(migration)
  db.pragma(`user_version = ${migrations.length}`)
}

function readable(error: unknown, file: string): unknown {
  if (!(error instanceof Database.SqliteError)) return error
  const why = error.code.startsWith('SQLITE_BUSY')
    ? 'Another Homeline is using it; stop that first, or choose another data folder'
    : error.message
  return new RefusedError(`The simulated carrier's database ${file} can not be used. ${why}.`, {
    cause: error,
  })
}
