import { access } from 'node:fs/promises'
import { z } from 'zod'
import { RefusedError } from '../core/errors.ts'
import type { InboxDepth, ParkedEntry } from '../core/inbox.ts'
import { openStore } from '../store/sqlite/store.ts'
import { runningIn } from './running.ts'
import { adminToken } from './secrets.ts'

/** The inbox of a data folder, whether its Homeline runs or not. */
export interface InboxDoor extends AsyncDisposable {
  list(): Promise<{ readonly depth: InboxDepth; readonly parked: readonly ParkedEntry[] }>
  /** @returns whether the entry was parked */
  retry(id: number): Promise<boolean>
}

/** @throws RefusedError StoreError */
export async function openInbox(dataDir: string): Promise<InboxDoor> {
  const running = await runningIn(dataDir)
  return running === undefined ? await atRest(dataDir) : await atWork(running.web, dataDir)
}

async function atRest(dataDir: string): Promise<InboxDoor> {
  const file = `${dataDir}/homeline.db`
  await access(file).catch((error: unknown) => {
    const why = `There is no inbox in ${dataDir}. Start Homeline first, or choose its data folder with --data DIR.`
    throw new RefusedError(why, { cause: error })
  })
  const store = openStore(file)
  return {
    list: async () => ({ depth: await store.inbox.depth(), parked: await store.inbox.parked() }),
    retry: async (id) => await store.inbox.unpark(id),
    async [Symbol.asyncDispose]() {
      store[Symbol.dispose]()
    },
  }
}

async function atWork(web: string, dataDir: string): Promise<InboxDoor> {
  const headers = { authorization: `Bearer ${await adminToken(dataDir)}` }
  async function call(path: string, method: string): Promise<unknown> {
    const response = await fetch(`${web}/admin/inbox${path}`, { method, headers })
    if (response.status === 401)
      throw new RefusedError('This is not the data folder of the Homeline that runs there.')
    return await response.json()
  }
  return {
    list: async () => listing.parse(await call('', 'GET')),
    retry: async (id) => retried.parse(await call(`/${id}/retry`, 'POST')).retried,
    async [Symbol.asyncDispose]() {},
  }
}

const listing = z.object({
  depth: z.object({
    ready: z.number(),
    parked: z.number(),
    oldestReady: z.number().exactOptional(),
  }),
  parked: z.array(
    z.object({
      id: z.number(),
      source: z.string(),
      lane: z.string(),
      error: z.string(),
      appendedAt: z.number(),
    }),
  ),
})
const retried = z.object({ retried: z.boolean() })
