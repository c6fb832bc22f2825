import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterEach, beforeEach, expect, it } from 'vitest'
import type { Contact } from '../../src/core/contact.ts'
import type { RoomId, UserId } from '../../src/core/ids.ts'
import type { PhoneNumber } from '../../src/core/phone.ts'
import { type CatchUp, createCatchUp } from '../../src/matrix/catch-up.ts'
import { entryOf } from '../../src/matrix/transactions.ts'
import { openStore, type Store } from '../../src/store/sqlite/store.ts'
import { fakeHomeserver } from '../support/fake-homeserver.ts'
import { keptLog } from '../support/kept-log.ts'

const me = '@me:here.test' as UserId
const contact = '+14155550111' as Contact
const { signal } = new AbortController()

let folder: string
let store: Store
let homeserver: ReturnType<typeof fakeHomeserver>
let catchUp: CatchUp
let room: RoomId
let time: number

beforeEach(async () => {
  folder = mkdtempSync(path.join(tmpdir(), 'homeline-catch-up-'))
  store = openStore(path.join(folder, 'homeline.db'))
  homeserver = fakeHomeserver()
  time = 0
  catchUp = createCatchUp({ ...store, homeserver, wake() {}, log: keptLog(), now: () => time })
  const number = '+14155550199' as PhoneNumber
  const line = await store.lines.assign({ number, account: me, carrier: 'acme', label: 'Work' })
  if (line === undefined) throw new Error('no line')
  const ghost = { kind: 'ghost', contact } as const
  const first = { type: 'm.room.create', stateKey: '', content: {} }
  room = homeserver.open(me, [homeserver.ghostOf(contact)], [first])
  await homeserver.join(ghost, room)
  const { key } = await store.portals.begin({ line: line.id, contact, account: me })
  await store.portals.link(key, room, homeserver.eventsOf(room).at(-1)?.id)
})
afterEach(() => {
  store[Symbol.dispose]()
  rmSync(folder, { recursive: true })
})

const say = (body: string) =>
  homeserver.act(me, room, 'm.room.message', { msgtype: 'm.text', body })
const bodies = async () =>
  (await store.inbox.take(9)).map(({ payload }) =>
    payload.kind === 'matrix' ? payload.event.content['body'] : undefined,
  )

it('reads what no transaction brought, from the last known event on', async () => {
  say('lost')
  await catchUp.rooms([room])
  expect(await bodies()).toEqual(['lost'])
})

it('reads before each new event while the homeserver settles, so that the order is kept', async () => {
  await catchUp.rooms([room])
  say('stranded')
  const newer = say('newer')
  await catchUp.rooms([room])
  await store.inbox.append('matrix', [entryOf(newer)])
  const [first] = await store.inbox.take(1)
  expect(first?.sourceId).not.toBe(newer.id)
  time = 60_000
  say('later')
  await catchUp.rooms([room])
  expect((await store.inbox.depth()).ready).toBe(2)
})

it('finds with a second look what was stranded before something newer came', async () => {
  await catchUp.rooms([room])
  say('stranded')
  await store.inbox.append('matrix', [entryOf(say('newer'))])
  await catchUp.again(50, signal)
  const [newer] = await store.inbox.take(1)
  if (newer === undefined) throw new Error('nothing came')
  await store.inbox.settle(newer, { state: 'done' })
  expect(await bodies()).toEqual(['stranded'])
})

it('looks no further back than it has read, and only at rooms that it has read', async () => {
  await catchUp.again(50, signal)
  expect(await bodies()).toEqual([])
  catchUp.invalidate()
  say('lost')
  await catchUp.again(50, signal)
  expect(await bodies()).toEqual([])
})
