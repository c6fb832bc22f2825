import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import type { Settlement } from '../../src/core/inbox.ts'
import { createWorker, type Worker, type WorkerDeps } from '../../src/portal/worker.ts'
import { openStore, type Store } from '../../src/store/sqlite/store.ts'
import { textEntry } from '../contract/store/world.ts'
import { keptLog } from '../support/kept-log.ts'

/** A worker on a store of its own. */
export interface WorkerWorld extends AsyncDisposable {
  readonly store: Store
  readonly log: ReturnType<typeof keptLog>
  /** What was counted as parked or as a homeserver's error. */
  readonly counted: readonly string[]
  /** @param entries lanes by ID */
  start(
    handle: WorkerDeps['handle'],
    entries: Readonly<Record<string, string>>,
    options?: Partial<WorkerDeps>,
  ): Promise<Worker>
}

export const done: Settlement = { state: 'done' }

export function workerWorld(now: () => number = Date.now): WorkerWorld {
  const folder = mkdtempSync(path.join(tmpdir(), 'worker '))
  const store = openStore(path.join(folder, 'homeline.db'), { now })
  const log = keptLog()
  const counted: string[] = []
  const metrics = {
    parked: () => void counted.push('parked'),
    homeserverError: (code: string) => void counted.push(code),
  }
  let worker: Worker | undefined
  return {
    store,
    log,
    counted,
    async start(handle, entries, options = {}) {
      const apologize = async () => undefined
      const { inbox } = store
      worker = createWorker({ inbox, handle, apologize, metrics, log, now, ...options })
      const list = Object.entries(entries).map(([id, lane]) => textEntry(id, lane, 'a secret text'))
      await store.inbox.append('carrier sim', list)
      worker.wake()
      return worker
    },
    async [Symbol.asyncDispose]() {
      await worker?.stop(0)
      store[Symbol.dispose]()
      rmSync(folder, { recursive: true })
    },
  }
}
