import Database from 'better-sqlite3'
import { migrations } from './migrations.ts'

export type Db = Database.Database

/**
 * Opens the file for this process alone and brings its schema up to date.
 * @throws StoreError when another process has it or it is newer than this program; it is left untouched
 */
export function openDatabase(file: string): Db {
  const db = open(file)
  try {
    // Which lane is free is known in memory: a second process would work on the same entries.
    db.pragma('locking_mode = EXCLUSIVE')
    db.pragma('journal_mode = WAL')
    // better-sqlite3 is built to sync a write-ahead log only at checkpoints; an acknowledged entry must survive a power cut.
    db.pragma('synchronous = FULL')
    // In KiB, where better-sqlite3 takes 16 MB; the system's own cache is behind it.
    db.pragma('cache_size = -2000')
    db.pragma('foreign_keys = ON')
    db.transaction(migrate).exclusive(db)
    return db
  } catch (error) {
    db.close()
    throw readable(error, file)
  }
}

/** The database can't be used; `message` says why and what to do. */
export class StoreError extends Error {
  override readonly name = 'StoreError'
}

function open(file: string): Db {
  try {
    return new Database(file, { timeout: 2000 })
  } catch (error) {
    throw readable(error, file)
  }
}

function migrate(db: Db): void {
  const version = Number(db.pragma('user_version', { simple: true }))
  if (version > migrations.length) {
    throw new StoreError(
      `The database is of version ${version}, newer than this Homeline knows (${migrations.length}). Install the newer Homeline again, or restore a backup.`,
    )
  }
  for (const migration of migrations.slice(version)) db.exec(migration)
  db.pragma(`user_version = ${migrations.length}`)
}

function readable(error: unknown, file: string): unknown {
  if (error instanceof StoreError || !(error instanceof Error)) return error
  if ('code' in error && String(error.code).startsWith('SQLITE_BUSY')) {
    return new StoreError(
      `Another Homeline is using ${file}. Stop it first, or choose another data folder with --data.`,
      { cause: error },
    )
  }
  return new StoreError(`The database ${file} can not be used: ${error.message}.`, { cause: error })
}
