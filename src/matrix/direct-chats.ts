import { z } from 'zod'
import type { DirectChat } from '../core/homeserver.ts'
import type { UserId } from '../core/ids.ts'
import { unless } from './ghosts.ts'
import { type ActorRequest, path } from './requests.ts'

export interface DirectChats {
  /** Adds chats to the account's `m.direct`; writes only when one is missing. */
  add(account: UserId, chats: readonly DirectChat[]): Promise<void>
}

/** `m.direct` is read, changed and written as a whole: one at a time for each account. */
export function createDirectChats(request: ActorRequest): DirectChats {
  const last = new Map<UserId, Promise<void>>()

  async function addNow(account: UserId, chats: readonly DirectChat[]): Promise<void> {
    const as = { kind: 'account', userId: account } as const
    const to = path`/_matrix/client/v3/user/${account}/account_data/m.direct`
    const found = await request(as, 'GET', to).catch(unless('M_NOT_FOUND'))
    const direct: Record<string, string[]> = content.parse(found ?? {})
    let changed = false
    for (const { other, room } of chats) {
      const rooms = direct[other] ?? []
      if (rooms.includes(room)) continue
      direct[other] = [...rooms, room]
      changed = true
    }
    if (changed) await request(as, 'PUT', to, { body: direct })
  }

  return {
    async add(account, chats) {
      const turn = (last.get(account) ?? Promise.resolve())
        .catch(() => {})
        .then(async () => await addNow(account, chats))
      last.set(account, turn)
      await turn.finally(() => {
        if (last.get(account) === turn) last.delete(account)
      })
    },
  }
}

const content = z.record(z.string(), z.array(z.string()).catch([]))
