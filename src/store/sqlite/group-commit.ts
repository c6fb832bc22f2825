import type { Db } from './database.ts'

/**
 * Runs the writes of one turn of the event loop in one transaction: one sync to disk for all.
 * A write that throws is undone alone and rejects only its own promise.
 */
export function createGroupCommit(db: Db): Commit {
  let waiting: Waiting[] = []
  let isSoon = false
  let alarm: NodeJS.Timeout | undefined
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
    clearTimeout(alarm)
    isSoon = false
    const batch = waiting
    waiting = []
    try {
      for (const done of runAll.immediate(batch)) done()
    } catch (error) {
      for (const { reject } of batch) reject(error)
    }
  }

  function soon(): void {
    if (isSoon) return
    isSoon = true
    setImmediate(flush)
  }

  const add = <Result>(write: () => Result) =>
    new Promise<Result>((resolve, reject) => {
      waiting.push({
        write: () => {
          const result = write()
          return () => resolve(result)
        },
        reject,
      })
    })

  return Object.assign(
    <Result>(write: () => Result) => {
      soon()
      return add(write)
    },
    {
      lazily(write: () => void) {
        if (waiting.length === 0) alarm = setTimeout(flush, patience)
        return add(write)
      },
      flush,
    },
  )
}

/** How long a write that nobody waits for may wait for others, milliseconds. */
const patience = 50

interface Waiting {
  /** Returns what to call once the transaction is on disk. */
  readonly write: () => () => void
  readonly reject: (error: unknown) => void
}

export interface Commit {
  /** Resolves to what the write returned once it is on disk. */
  <Result>(write: () => Result): Promise<Result>
  /** For what may be lost and done again: goes to disk with the next write, or a little later. */
  lazily(write: () => void): Promise<void>
  /** Writes now what waits. */
  flush(): void
}
