import type { Db } from './database.ts'

/** Resolves to what the write returned once it is on disk. Writes may not fail but for the disk. */
export type Commit = <Result>(write: () => Result) => Promise<Result>

/** Runs the writes of one turn of the event loop in one transaction: one sync to disk for all. */
export function createCommit(db: Db): Commit {
  let waiting: Waiting[] = []
  const runAll = db.transaction((batch: readonly Waiting[]) => batch.map(({ write }) => write()))

  function flush(): void {
    const batch = waiting
    waiting = []
    try {
      for (const done of runAll.immediate(batch)) done()
    } catch (error) {
      for (const { reject } of batch) reject(error)
    }
  }

  return (write) =>
    new Promise((resolve, reject) => {
      waiting.push({
        write: () => {
          const result = write()
          return () => resolve(result)
        },
        reject,
      })
      if (waiting.length === 1) setImmediate(flush)
    })
}

interface Waiting {
  /** Returns what to call once the transaction is on disk. */
  readonly write: () => () => void
  readonly reject: (error: unknown) => void
}
