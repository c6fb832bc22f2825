import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { HomeserverError } from '../../src/core/errors.ts'
import type { InboxEntry, Settlement } from '../../src/core/inbox.ts'
import { createWorker, type Worker, type WorkerDeps } from '../../src/portal/worker.ts'
import { openStore, type Store } from '../../src/store/sqlite/store.ts'
import { textEntry } from '../contract/store/world.ts'
import { keptLog } from '../support/kept-log.ts'
import { until } from '../support/wait.ts'

let folder = ''
let store: Store
let worker: Worker | undefined
let counted: string[] = []
let log = keptLog()
beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'worker '))
  store = openStore(path.join(folder, 'homeline.db'))
  counted = []
  log = keptLog()
})
afterEach(async () => {
  await worker?.stop(0)
  store[Symbol.dispose]()
  rmSync(folder, { recursive: true })
})

const done: Settlement = { state: 'done' }

async function start(
  handle: WorkerDeps['handle'],
  entries: Readonly<Record<string, string>>,
  options: Partial<WorkerDeps> = {},
): Promise<Worker> {
  const metrics = {
    parked: () => void counted.push('parked'),
    homeserverError: (code: string) => void counted.push(code),
  }
  worker = createWorker({ inbox: store.inbox, handle, metrics, log, ...options })
  const list = Object.entries(entries).map(([id, lane]) => textEntry(id, lane, 'a secret text'))
  await store.inbox.append('carrier sim', list)
  worker.wake()
  return worker
}

it('parks what the homeserver answers with its own fault for ever, while it answers others', async () => {
  const fault = new HomeserverError('M_UNKNOWN', 'broken', { status: 500 })
  let clock = Date.now()
  store[Symbol.dispose]()
  store = openStore(path.join(folder, 'homeline.db'), { now: () => clock })
  const handle = async ({ sourceId }: InboxEntry) => {
    if (sourceId === 'bad') throw fault
    return done
  }
  const running = await start(handle, { bad: 'a' }, { now: () => clock })
  for (let round = 0; (await store.inbox.depth()).parked === 0; round += 1) {
    expect(round).toBeLessThan(60)
    clock += 300_000
    await store.inbox.append('carrier sim', [textEntry(`good ${round}`, 'b')])
    running.wake()
    await until('the good one', async () => (await store.inbox.depth()).ready <= 1)
  }
  expect(counted.filter((code) => code === 'M_UNKNOWN').length).toBeGreaterThan(15)
})

it('does not take an entry for hopeless that often waited for its time', async () => {
  let clock = Date.now()
  store[Symbol.dispose]()
  store = openStore(path.join(folder, 'homeline.db'), { now: () => clock })
  const fault = new HomeserverError('M_UNKNOWN', 'broken', { status: 500 })
  let times = 0
  const handle = async ({ sourceId }: InboxEntry) => {
    if (sourceId === 'good') return done
    times += 1
    clock += 1000
    if (times <= 25) return { state: 'postponed', until: clock } as const
    if (times === 26) throw fault
    return done
  }
  const running = await start(handle, { good: 'b', paced: 'a' }, { now: () => clock })
  await until('the fault', () => times >= 26)
  await until('the end', async () => {
    clock += 60_000
    running.wake()
    const { ready, parked } = await store.inbox.depth()
    return ready === 0 || parked > 0
  })
  expect(await store.inbox.depth()).toMatchObject({ ready: 0, parked: 0 })
})
