import { afterEach, beforeEach, expect, it } from 'vitest'
import type { UserId } from '../../src/core/ids.ts'
import { parsePhoneNumber } from '../../src/core/phone.ts'
import type { Policy } from '../../src/lines/permissions.ts'
import { botWorld, me, other, type World } from '../support/bot-world.ts'

const far = '@far:there.test' as UserId
const stranger = '@who:elsewhere.test' as UserId
const policy: Policy = {
  'here.test': { level: 'own', maxLines: 5 },
  [far]: { level: 'own', maxLines: 1 },
}
const encryption = {
  type: 'm.room.encryption',
  stateKey: '',
  content: { algorithm: 'm.megolm.v1.aes-sha2' },
}

let world: World
beforeEach(() => {
  world = botWorld({ policy })
})
afterEach(() => world[Symbol.dispose]())

const typed = (body: string) => ({ msgtype: 'm.text', body })

async function opened(creator: UserId, others: readonly UserId[] = [], isEncrypted = false) {
  const { bot } = world.homeserver
  const state = isEncrypted ? [encryption] : []
  const room = world.homeserver.open(creator, [bot, ...others], state)
  await world.settle()
  return { room, bodies: () => bodies(room), bot: () => world.homeserver.membersOf(room).get(bot) }
}

function bodies(room: Parameters<World['homeserver']['eventsOf']>[0]): string[] {
  return world.homeserver
    .eventsOf(room)
    .flatMap(({ content }) => (content['msgtype'] === 'm.notice' ? [String(content['body'])] : []))
}

it('comes when it is invited, and takes the chat for the account’s', async () => {
  const { room, bodies } = await opened(me)
  expect(bodies()).toEqual([expect.stringMatching(/^Hello!/)])
  await world.act(me, room, 'm.room.message', typed('lines'))
  expect(bodies()[1]).toMatch(/no number yet/)
  expect(await world.chat()).toBe(room)
})

it('leaves alone what was said in a chat before it was invited', async () => {
  const { room } = await opened(me)
  const invitation = world.homeserver
    .eventsOf(room)
    .find(({ stateKey }) => stateKey === world.homeserver.bot)
  expect(await world.store.rooms.readPosition(room)).toEqual({ room, lastEvent: invitation?.id })
})

it('answers in an older chat of two as well', async () => {
  const { room, bodies } = await opened(me)
  await opened(me)
  await world.act(me, room, 'm.room.message', typed('lines'))
  expect(bodies().at(-1)).toMatch(/no number yet/)
})

it('serves an account of another homeserver that the policy names, greeting it once it is there', async () => {
  const room = await world.chat(far)
  expect(bodies(room)).toEqual([])
  await world.homeserver.join({ kind: 'account', userId: far }, room)
  await world.settle()
  expect(bodies(room)).toEqual([expect.stringMatching(/^Hello!/)])
  await world.say('get +14155550101', far)
  expect(await world.say('yes', far)).toMatch(/is yours now/)
  expect(await world.say('text +14155550111 Hi', far)).toMatch(/On its way/)
  expect(world.carrier.sent).toMatchObject([{ text: 'Hi' }])
})

it('refuses politely whom the policy does not name, and leaves', async () => {
  world.times = 2
  const { bodies, bot } = await opened(stranger)
  expect(bodies()).toEqual([expect.stringMatching(/has not given you permission/)])
  expect(bot()).toBe('leave')
})

it('tells one whose permission was taken away, once', async () => {
  const { room, bodies } = await opened(me)
  world.restart({})
  await world.act(me, room, 'm.room.message', typed('help'))
  await world.act(me, room, 'm.room.message', typed('help'))
  expect(bodies().filter((body) => body.includes('permission'))).toHaveLength(1)
})

it('talks in chats of two only', async () => {
  const { room, bodies, bot } = await opened(me, [other])
  expect(bodies()).toEqual([expect.stringMatching(/chats of two only/)])
  expect(bot()).toBe('leave')
  await world.act(me, room, 'm.room.message', typed('help'))
  expect(bodies()).toHaveLength(1)
})

it('opens a plain chat when it is invited to an encrypted one', async () => {
  world.times = 2
  const { room, bodies, bot } = await opened(me, [], true)
  const plainChat = await world.chat()
  expect(plainChat).not.toBe(room)
  expect(bodies()).toEqual([expect.stringContaining(encodeURIComponent(plainChat))])
  expect(bot()).toBe('leave')
})

it('opens a plain chat when its own becomes encrypted', async () => {
  const { room, bodies } = await opened(me)
  await world.homeserver.setState({ kind: 'account', userId: me }, room, encryption)
  await world.settle()
  await world.act(me, room, 'm.room.encrypted', { ciphertext: 'x' })
  const plainChat = await world.chat()
  expect(plainChat).not.toBe(room)
  expect(bodies().at(-1)).toContain(encodeURIComponent(plainChat))
  expect(await world.say('lines')).toMatch(/no number yet/)
})

it('keeps silent in rooms that it is not in', async () => {
  const room = world.homeserver.open(me, [])
  expect(await world.act(me, room, 'm.room.message', typed('help'))).toEqual([])
})

it('escapes what is inserted and mentions nobody', async () => {
  await world.assign('+14155550199', '<b>@room</b> & "שלום" 👩‍👧')
  const [said] = await world.act(me, await world.chat(), 'm.room.message', typed('lines'))
  expect(said?.body).toContain('“\u2068<b>@room</b> & "שלום" 👩‍👧\u2069”')
  expect(said?.html).toContain('&lt;b&gt;@room&lt;/b&gt; &amp; &quot;')
  expect(said?.html).not.toContain('<b>')
  expect(said?.event.content['m.mentions']).toEqual({})
})

it('lets no direction mark of a label turn a sentence around', async () => {
  await world.assign('+14155550199', 'Wo\u202erk')
  expect(await world.say('lines')).toContain('(“Work”)')
})

it('does not take part in what goes on between account and ghost', async () => {
  const contact = parsePhoneNumber('+14155550111')
  if (contact === undefined) throw new Error('no number')
  await world.assign('+14155550199', 'Work')
  await world.say('text +14155550111 Hi')
  const [portal] = await world.store.portals.ofAccount(me)
  if (portal?.room === undefined) throw new Error('no room')
  await world.act(me, portal.room, 'm.room.message', typed('help'))
  expect(world.carrier.sent.map(({ text }) => text)).toEqual(['Hi', 'help'])
})
