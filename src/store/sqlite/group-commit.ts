import type { Db } from './database.ts'

/**
 * Runs the writes of one turn of the event loop in one transaction: one sync to disk for all.
 * A write that throws is undone alone and rejects only its own promise.
 */
export function createGroupCommit(db: Db): Commit {
  let waiting: Waiting[] = []
  const undoable = db.transaction((write: () => void) => write())
  const runAll = db.transaction((batch: readonly Waiting[]) => batch.map(attempt))

  function attempt({ write, reject }: Waiting): () => void {
    try {
      let done = () => {}
      undoable(() => {
        done = write()
      })
      return done
    } catch (error) {
      return () => reject(error)
    }
  }

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

/** Resolves to what the write returned once it is on disk. */
export type Commit = <Result>(write: () => Result) => Promise<Result>
