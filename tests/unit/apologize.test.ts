import { afterEach, beforeEach, expect, it } from 'vitest'
import type { EventId, RoomId, UserId } from '../../src/core/ids.ts'
import type { InboxEntry } from '../../src/core/inbox.ts'
import { entryOf } from '../../src/matrix/transactions.ts'
import { attemptOf } from '../../src/portal/out/outgoing.ts'
import { UnforeseenError } from '../../src/portal/out/unforeseen.ts'
import { botWorld, me, other, type World } from '../support/bot-world.ts'

const bug = new TypeError('x is no function')
const typed = (body: string) => ({ msgtype: 'm.text', body })

let world: World
let chat: RoomId
let portal: RoomId
beforeEach(async () => {
  world = botWorld()
  await world.assign('+12025550100', 'main')
  chat = await world.chat()
  await world.say('text +13125551000 hello')
  const { room } = await theChat()
  portal = room
})
afterEach(() => world[Symbol.dispose]())

async function theChat() {
  const [opened] = await world.store.portals.ofAccount(me)
  const [line] = await world.store.lines.ofAccount(me)
  if (opened?.room === undefined || line === undefined) throw new Error('There is no chat')
  return { line, portal: { ...opened, room: opened.room }, room: opened.room }
}

/** What somebody does in a room, as the worker has it in hand. */
async function entryFor(sender: UserId, room: RoomId, type: string, content: object) {
  const id = `$event-${type}-${JSON.stringify(content)}` as EventId
  const event = { id, room, sender, type, content: { ...content }, at: Date.now() }
  return { ...(await taken(entryOf(event))), event }
}

async function taken(entry: Pick<InboxEntry, 'lane' | 'payload'> & { readonly id: string }) {
  await world.store.inbox.append('test', [entry])
  const [first] = await world.store.inbox.take(1)
  if (first === undefined) throw new Error('There is no entry')
  return first
}

/** Parks it as the worker does, and tells what became of texts. @returns what is said there then */
async function parked(entry: InboxEntry, room: RoomId, error: unknown = bug): Promise<string[]> {
  const before = notices(room).length
  const outcome = await world.apologize(entry, error)
  const told = outcome === undefined ? {} : { outcome }
  await world.store.inbox.settle(entry, { state: 'parked', error: 'bug', ...told })
  await world.tell(10_000)
  return notices(room).slice(before)
}

const notices = (room: RoomId) =>
  world.homeserver
    .eventsOf(room)
    .filter(({ content, type }) => type === 'm.room.message' && content['msgtype'] === 'm.notice')
    .map(({ content }) => String(content['body']))

it('says in its room of a text that never came to its relay that it was not sent', async () => {
  const entry = await entryFor(me, portal, 'm.room.message', typed('a secret text'))
  expect(await parked(entry, portal)).toEqual([
    expect.stringMatching(/^⚠ Not sent: Homeline itself made a mistake here\..*🔁/),
  ])
})

it.each([
  ['m.room.message', typed('a secret text')],
  ['m.reaction', { 'm.relates_to': { key: '🔁' } }],
  ['m.sticker', {}],
])('says of what may have gone out that it is in doubt: %s', async (type, content) => {
  const entry = await entryFor(me, portal, type, content)
  const outgoing = { ...(await theChat()), entry, event: entry.event, text: 'a secret text' }
  await world.store.inbox.markSending(entry, attemptOf(outgoing))
  expect(await parked(entry, portal)).toEqual([expect.stringMatching(/may not have been sent/)])
})

it('leaves it to the relay where that knows better', async () => {
  const entry = await entryFor(me, portal, 'm.room.message', typed('a secret text'))
  const outgoing = { ...(await theChat()), entry, event: entry.event, text: 'a secret text' }
  const error = new UnforeseenError(outgoing, undefined, bug)
  expect(await world.apologize(entry, error)).toBe(error.outcome)
})

it('answers a command in its room, and takes it for no text', async () => {
  const entry = await entryFor(me, portal, 'm.room.message', typed('!line help'))
  expect(await parked(entry, portal)).toEqual([expect.stringMatching(/^Homeline itself made/)])
  expect(await world.store.messages.lastFailed((await theChat()).portal.key)).toBeUndefined()
})

it('answers in the chat with the bot, once', async () => {
  const entry = await entryFor(me, chat, 'm.room.message', typed('lines'))
  await world.apologize(entry, bug)
  await parked(entry, chat)
  expect(notices(chat).filter((body) => body.startsWith('Homeline itself made'))).toHaveLength(1)
})

it('tells the account of a text that could not be shown, without what it says', async () => {
  const said = await parked(await incoming('a secret text'), chat)
  expect(said).toEqual([
    expect.stringMatching(/^A text from \+1 312 555 1000 to your number "main" could not be shown/),
  ])
  expect(said.join()).not.toContain('secret')
})

it('says nothing of a blocked contact', async () => {
  await world.store.portals.update((await theChat()).portal.key, { isBlocked: true })
  expect(await parked(await incoming('a secret text'), chat)).toEqual([])
})

async function incoming(text: string): Promise<InboxEntry> {
  const [from, to] = [(await theChat()).portal.contact, (await theChat()).line.number]
  const event = { kind: 'text', id: 'SM1', from, to, text, media: [] } as const
  return await taken({
    id: 'SM1',
    lane: 'in',
    payload: { kind: 'carrier', carrier: 'acme', event },
  })
}

it.each([
  ['a stranger', other, () => portal, 'm.room.message', typed('hello')],
  [
    'a notice of another bot',
    me,
    () => chat,
    'm.room.message',
    { msgtype: 'm.notice', body: 'hi' },
  ],
  [
    'an edit',
    me,
    () => chat,
    'm.room.message',
    { ...typed('x'), 'm.relates_to': { rel_type: 'm.replace' } },
  ],
  ['somebody in the account’s chat', other, () => chat, 'm.room.message', typed('hello')],
  ['a topic', me, () => chat, 'm.room.topic', { topic: 'x' }],
])('bothers nobody about %s', async (_what, sender, room, type, content) => {
  const entry = await entryFor(sender, room(), type, content)
  expect(await parked(entry, room())).toEqual([])
})
