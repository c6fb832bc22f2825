import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import type { Carrier } from '../../src/core/carrier.ts'
import { CarrierError, HomeserverError } from '../../src/core/errors.ts'
import type { RoomId, UserId } from '../../src/core/ids.ts'
import type { InboxEntry } from '../../src/core/inbox.ts'
import type { MatrixEvent } from '../../src/core/matrix-event.ts'
import type { PhoneNumber } from '../../src/core/phone.ts'
import type { Choices } from '../../src/core/preferences.ts'
import type { Policy } from '../../src/lines/permissions.ts'
import { entryOf } from '../../src/matrix/transactions.ts'
import type { Apologize } from '../../src/portal/apologize.ts'
import { openStore, type Store } from '../../src/store/sqlite/store.ts'
import { type Assembly, assemble } from './assemble.ts'
import { type FakeCarrier, fakeCarrier } from './fake-carrier.ts'
import { type FakeHomeserver, fakeHomeserver } from './fake-homeserver.ts'

export const me = '@me:here.test' as UserId
export const other = '@other:here.test' as UserId

export interface Notice {
  readonly body: string
  readonly html: string
  readonly event: MatrixEvent
}

export interface World extends Disposable {
  readonly homeserver: FakeHomeserver
  readonly carrier: FakeCarrier
  readonly store: Store
  readonly choices: Choices
  /** What the worker does when an entry is parked. */
  readonly apologize: Apologize
  /** The account's chat with the bot. */
  chat(account?: UserId): Promise<RoomId>
  /** Types in the chat with the bot. @returns what it says then */
  say(text: string, account?: UserId): Promise<string>
  /** Taps a reaction on the bot's newest notice that offers it. */
  tap(key: string, account?: UserId): Promise<string>
  /** Whatever a person does in a room. @returns what bot or ghosts say there then */
  act(sender: UserId, room: RoomId, type: string, content: object): Promise<readonly Notice[]>
  /** Works until there is nothing to do. */
  settle(): Promise<void>
  /** Tells in the rooms what became of texts, as it would be told after this time. */
  tell(afterMs?: number): Promise<void>
  /** Gives the account a line on this number. */
  assign(number: string, label: string, account?: UserId): Promise<void>
  /** The process ends and begins again; homeserver and carrier go on. */
  restart(policy?: Policy): void
  /** Every entry is handled this many times, as after crashes just before it was settled. */
  times: number
}

export interface WorldOptions extends Assembly {
  readonly carriers?: readonly Carrier[]
}

const forSale = [
  ['+14155550101', 'San Francisco'],
  ['+14155550102', 'San Francisco'],
  ['+12125550103', 'New York'],
  ['+4915735990001', undefined],
] as const

export const offers = forSale.map(([number, place]) => ({
  number: number as string as PhoneNumber,
  monthly: { amount: 11_500, currency: 'USD' },
  abilities: ['sms', 'voice'] as const,
  ...(place === undefined ? {} : { place }),
}))

/** Bot and portals on the real store, between a homeserver and a carrier in memory. */
export function botWorld(options: WorldOptions = {}): World {
  const dir = mkdtempSync(path.join(tmpdir(), 'homeline-bot-'))
  const file = path.join(dir, 'homeline.db')
  const homeserver = fakeHomeserver()
  const carrier = fakeCarrier('acme', offers)
  const carriers = new Map([carrier, ...(options.carriers ?? [])].map((each) => [each.id, each]))
  let later = 0
  const assembly = { ...options, now: () => Date.now() + later }
  let running = assemble(openStore(file), homeserver, carriers, assembly)
  const told: MatrixEvent[] = []
  homeserver.onEvent = (event) => void told.push(event)

  async function work(entry: InboxEntry): Promise<void> {
    for (let time = 1; time < world.times; time += 1) await attempt(entry)
    const handled = await attempt(entry)
    const { inbox } = running.store
    if (handled.state === 'postponed') return await inbox.postpone(entry, handled.until, 'waits')
    await inbox.settle(entry, handled)
    await handled.afterwards?.()
  }

  async function attempt(entry: InboxEntry) {
    for (let tries = 0; ; tries += 1) {
      try {
        return await running.handle(entry, new AbortController().signal)
      } catch (error) {
        const known = error instanceof HomeserverError || error instanceof CarrierError
        if (!known || !error.isRetryable || tries > 3) throw error
      }
    }
  }

  function noticesIn(room: RoomId): Notice[] {
    return homeserver.eventsOf(room).flatMap((event) => {
      const { msgtype, body, formatted_body: html } = event.content
      if (msgtype !== 'm.notice' || !homeserver.isOurs(event.sender)) return []
      return [{ body: String(body), html: String(html ?? ''), event }]
    })
  }

  const world: World = {
    homeserver,
    carrier,
    times: 1,
    get store() {
      return running.store
    },
    get choices() {
      return running.choices
    },
    get apologize() {
      return running.apologize
    },
    async settle() {
      for (;;) {
        await running.store.inbox.append('matrix', told.splice(0).map(entryOf))
        const entries = await running.store.inbox.take(10)
        if (entries.length === 0 && told.length === 0) return
        await Promise.all(entries.map(work))
      }
    },
    async chat(account = me) {
      const room = await running.controlRooms.ensure(account)
      await world.settle()
      return room
    },
    async act(sender, room, type, content) {
      const before = noticesIn(room).length
      homeserver.act(sender, room, type, content)
      await world.settle()
      return noticesIn(room).slice(before)
    },
    async say(text, account = me) {
      const room = await world.chat(account)
      const content = { msgtype: 'm.text', body: text }
      const notices = await world.act(account, room, 'm.room.message', content)
      return notices.map(({ body }) => body).join('\n---\n')
    },
    async tap(key, account = me) {
      const room = await world.chat(account)
      const plainKey = key.replaceAll('\ufe0f', '')
      const target = homeserver.eventsOf(room).findLast(({ type, content, sender }) => {
        const relation = content['m.relates_to'] as { key?: string } | undefined
        const isKey = relation?.key?.replaceAll('\ufe0f', '') === plainKey
        return type === 'm.reaction' && sender === homeserver.bot && isKey
      })
      const relation = target?.content['m.relates_to'] as object
      const content = { 'm.relates_to': { ...relation, key } }
      const notices = await world.act(account, room, 'm.reaction', content)
      return notices.map(({ body }) => body).join('\n---\n')
    },
    async tell(afterMs = 0) {
      later = afterMs
      await running.stateTeller.tell()
    },
    async assign(number, label, account = me) {
      const line = { number: number as PhoneNumber, account, carrier: 'acme', label }
      await running.store.lines.assign(line)
    },
    restart(policy = options.policy) {
      running.store[Symbol.dispose]()
      const given = policy === undefined ? assembly : { ...assembly, policy }
      running = assemble(openStore(file), homeserver, carriers, given)
    },
    [Symbol.dispose]() {
      running.store[Symbol.dispose]()
      rmSync(dir, { recursive: true })
    },
  }
  return world
}
