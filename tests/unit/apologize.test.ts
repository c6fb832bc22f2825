import { afterEach, beforeEach, expect, it } from 'vitest'
import type { RoomId } from '../../src/core/ids.ts'
import type { InboxEntry } from '../../src/core/inbox.ts'
import type { MatrixEvent } from '../../src/core/matrix-event.ts'
import type { MessageKey } from '../../src/core/message.ts'
import { entryOf } from '../../src/matrix/transactions.ts'
import { type Apologize, createApologize } from '../../src/portal/apologize.ts'
import { attemptOf } from '../../src/portal/out/outgoing.ts'
import { UnforeseenError } from '../../src/portal/out/unforeseen.ts'
import { botWorld, me, other, type World } from '../support/bot-world.ts'

const bug = new TypeError('x is no function')
const words = { msgtype: 'm.text', body: 'a secret text' }

let world: World
let apologize: Apologize
let chat: RoomId
let portal: RoomId
beforeEach(async () => {
  world = botWorld()
  const { homeserver, store } = world
  const controlRooms = { ensure: async () => await world.chat() }
  apologize = createApologize({ homeserver, ...store, controlRooms })
  await world.assign('+12025550100', 'main')
  chat = await world.chat()
  await world.say('text +13125551000 hello')
  const [opened] = await store.portals.ofAccount(me)
  if (opened?.room === undefined) throw new Error('No portal was opened')
  portal = opened.room
})
afterEach(() => world[Symbol.dispose]())

/** The entry of what somebody does in a room. */
async function entryFor(
  sender: typeof me,
  room: RoomId,
  type: string,
  content: object,
): Promise<InboxEntry & { readonly event: MatrixEvent }> {
  await world.act(sender, room, type, content)
  const event = world.homeserver.eventsOf(room).findLast((each) => each.sender === sender)
  if (event === undefined) throw new Error('Nothing happened')
  const key = `${event.id}`.padEnd(22, 'k').slice(0, 22) as MessageKey
  const frame = { id: 1, source: 'matrix', sourceId: event.id, key, appendedAt: 1, attempts: 0 }
  return { ...frame, ...entryOf(event), id: 1, event }
}

const said = (room: RoomId) =>
  world.homeserver
    .eventsOf(room)
    .map(({ content }) => String(content['body'] ?? ''))
    .filter((body) => body.includes('itself made a mistake'))

it('says of a text that never came to its relay that it was not sent', async () => {
  const entry = await entryFor(me, portal, 'm.room.message', words)
  expect(await apologize(entry, bug)).toMatchObject({
    state: 'failed',
    attempt: { event: entry.event.id, carrier: 'acme' },
    reason: expect.stringContaining('itself made a mistake'),
  })
})

it('says of a text that may have gone out that it is in doubt', async () => {
  const entry = await entryFor(me, portal, 'm.room.message', words)
  const [opened] = await world.store.portals.ofAccount(me)
  const line = (await world.store.lines.ofAccount(me))[0]
  if (opened === undefined || line === undefined) throw new Error('There is no chat')
  const outgoing = { entry, line, portal: { ...opened, room: portal }, event: entry.event }
  await world.store.inbox.markSending(entry, attemptOf({ ...outgoing, text: 'a secret text' }))
  expect(await apologize(entry, bug)).toMatchObject({ state: 'doubtful' })
})

it('leaves it to the relay where that knows better', async () => {
  const entry = await entryFor(me, portal, 'm.reaction', {})
  const line = (await world.store.lines.ofAccount(me))[0]
  const [opened] = await world.store.portals.ofAccount(me)
  const outgoing = { entry, line, portal: opened, event: { id: '$first' }, text: 'hello' }
  const error = new UnforeseenError(outgoing as never, undefined, bug)
  expect(await apologize(entry, error)).toBe(error.outcome)
})

it('answers in the chat with the bot, once', async () => {
  const entry = await entryFor(me, chat, 'm.room.message', { msgtype: 'm.text', body: 'lines' })
  expect(await apologize(entry, bug)).toBeUndefined()
  expect(await apologize(entry, bug)).toBeUndefined()
  expect(said(chat)).toHaveLength(1)
})

it('tells the account of a text that could not be shown, without what it says', async () => {
  const event = { kind: 'text', id: 'SM1', from: '+13125551000', to: '+12025550100' }
  const payload = {
    kind: 'carrier',
    carrier: 'acme',
    event: { ...event, text: 'secret', media: [] },
  }
  const frame = { id: 1, source: 'carrier acme', sourceId: 'SM1', lane: 'l', attempts: 0 }
  const entry = { ...frame, key: 'k'.repeat(22), appendedAt: Date.now(), payload }
  expect(await apologize(entry as never, bug)).toBeUndefined()
  expect(said(chat)).toEqual([
    expect.stringMatching(/^A text from \+1 312 555 1000 to your number "main" could not be shown/),
  ])
  expect(said(chat).join()).not.toContain('secret')
})

it('bothers nobody about what nobody waits for', async () => {
  const tapped = await entryFor(me, chat, 'm.reaction', {})
  const written = await entryFor(me, portal, 'm.room.message', words)
  const strange = entryOf({ ...written.event, sender: other })
  for (const entry of [tapped, { ...written, ...strange, id: 1 }]) {
    expect(await apologize(entry, bug)).toBeUndefined()
  }
  expect([...said(chat), ...said(portal)]).toEqual([])
})
