import { mkdtempSync, rmSync } from 'node:fs'
import { createServer } from 'node:http'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { HomeserverError } from '../../src/core/errors.ts'
import type { UserId } from '../../src/core/ids.ts'
import type { Inbox } from '../../src/core/inbox.ts'
import { close, listen } from '../../src/lib/listen.ts'
import { createAppservice } from '../../src/matrix/appservice.ts'
import { contactOfGhost, isGhostId } from '../../src/matrix/ghost-ids.ts'
import { openStore } from '../../src/store/sqlite/store.ts'
import { keptLog } from '../support/kept-log.ts'

export const token = 'shown-by-the-homeserver'
export const room = '!room:one.example'
export const bot = '@homeline:one.example' as UserId

export interface Answer {
  readonly status: number
  readonly body: unknown
}

/** What the homeserver calls, with a store of its own behind it. */
export interface AppserviceWorld extends AsyncDisposable {
  readonly log: ReturnType<typeof keptLog>
  /** Contacts that a ghost was made for. */
  readonly ghosts: readonly string[]
  readonly inbox: Inbox
  woken(): number
  /** The next appends fail, or not any more. */
  break(isBroken: boolean): void
  /** A request with the homeserver's token, another, or none. */
  ask(method: string, target: string, body?: string, as?: string | null): Promise<Answer>
  put(events: unknown, id?: string): Promise<Answer>
  /** Takes and settles everything; the IDs in the order of the inbox. */
  stored(): Promise<string[]>
}

export async function appserviceWorld(): Promise<AppserviceWorld> {
  const folder = mkdtempSync(path.join(tmpdir(), 'appservice '))
  const store = openStore(path.join(folder, 'homeline.db'))
  const { inbox } = store
  const log = keptLog()
  const ghosts: string[] = []
  let woken = 0
  let isBroken = false
  const app = createAppservice({
    token,
    homeserver: {
      isOurs: (userId) => userId === bot || isGhostId(userId, 'one.example'),
      contactOf: (userId) => contactOfGhost(userId, 'one.example'),
      async ensureGhost(contact) {
        if (contact === 'withheld') throw new HomeserverError('M_FORBIDDEN', 'no', { status: 403 })
        ghosts.push(contact)
      },
    },
    inbox: {
      async append(...given) {
        if (isBroken) throw new Error('disk full')
        return await inbox.append(...given)
      },
    },
    wake() {
      woken += 1
    },
    caughtUp: async () => {},
    log,
  })
  const server = createServer(app)
  const url = `http://127.0.0.1:${await listen(server, '127.0.0.1', 0)}/_matrix/app/v1`

  const ask: AppserviceWorld['ask'] = async (method, target, body, as = token) => {
    const response = await fetch(`${url}${target}`, {
      method,
      headers: as === null ? {} : { authorization: `Bearer ${as}` },
      ...(body === undefined ? {} : { body }),
    })
    return { status: response.status, body: await response.json() }
  }

  return {
    log,
    ghosts,
    inbox,
    ask,
    woken: () => woken,
    break(to) {
      isBroken = to
    },
    put: async (events, id = '1') =>
      await ask('PUT', `/transactions/${id}`, JSON.stringify({ events })),
    async stored() {
      const found: string[] = []
      for (;;) {
        const entries = await inbox.take(200)
        if (entries.length === 0) return found
        for (const entry of entries) await inbox.settle(entry, { state: 'done' })
        found.push(...entries.map(({ sourceId }) => sourceId))
      }
    },
    async [Symbol.asyncDispose]() {
      await close(server, 0)
      store[Symbol.dispose]()
      rmSync(folder, { recursive: true })
    },
  }
}

export function event(id: string, change: object = {}): object {
  return {
    event_id: `$${id}`,
    room_id: room,
    sender: '@ann:one.example',
    type: 'm.room.message',
    content: { msgtype: 'm.text', body: id },
    origin_server_ts: 1_700_000_000_000,
    unsigned: { age: 1 },
    ...change,
  }
}
