import { fc } from '@fast-check/vitest'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { botWorld, me, other, type World } from '../support/bot-world.ts'

let world: World
beforeEach(() => {
  world = botWorld()
})
afterEach(() => world[Symbol.dispose]())

it('goes on where it was after a restart in the middle', async () => {
  await world.say('search US')
  world.restart()
  expect(await world.say('2')).toMatch(/It costs/)
  world.restart()
  expect(await world.say('yes')).toMatch(/is yours now/)
})

it('keeps the dialogues of accounts apart', async () => {
  await world.say('search US')
  await world.say('search DE', other)
  expect(await world.say('1')).toMatch(/^\+1 415/)
  expect(await world.say('1', other)).toMatch(/^\+49/)
  await world.say('yes', other)
  expect([...world.carrier.owned]).toEqual(['+4915735990001'])
})

it('is tapped instead of typed to, with and without U+FE0F', async () => {
  await world.say('search US')
  expect(await world.tap('3\ufe0f\u20e3')).toMatch(/^\+1 212 555 0103: It costs/)
  expect(await world.tap('❌')).toMatch(/nothing was done/)
  expect(await world.tap('1\u20e3')).toMatch(/^\+1 415 555 0101/)
  expect(await world.tap('✅\ufe0f')).toMatch(/is yours now/)
})

it('takes a tap on an old list, or any other reaction, for what it is: nothing', async () => {
  await world.say('search US')
  const room = await world.chat()
  const { homeserver } = world
  const old = homeserver.eventsOf(room).findLast(({ type }) => type === 'm.room.message')
  await world.say('search DE')
  const relation = { rel_type: 'm.annotation', event_id: old?.id, key: '1\ufe0f\u20e3' }
  expect(await world.act(me, room, 'm.reaction', { 'm.relates_to': relation })).toEqual([])
  const hearts = { 'm.relates_to': { ...relation, key: '❤' } }
  expect(await world.act(me, room, 'm.reaction', hearts)).toEqual([])
  expect(await world.act(me, room, 'm.reaction', {})).toEqual([])
  expect(await world.say('1')).toMatch(/^\+49/)
})

it('forgets a question when something else is said, but not the list', async () => {
  await world.say('search US')
  await world.say('1')
  await world.say('lines')
  expect(await world.say('yes')).toMatch(/not asking anything/)
  expect(await world.say('1')).toMatch(/It costs/)
})

it('does and says once what is handled several times', async () => {
  world.times = 3
  await world.assign('+14155550199', 'Old')
  for (const text of ['search US', '1', 'yes', 'label Old New', 'text +14155550111 Hi']) {
    expect((await world.say(text)).split('---')).toHaveLength(1)
  }
  expect(world.carrier.asked).toEqual(['+14155550101'])
  expect(world.carrier.sent).toMatchObject([{ to: '+14155550111', text: 'Hi' }])
  const labels = (await world.store.lines.ofAccount(me)).map(({ label }) => label)
  expect(labels).toEqual(['New', 'Line'])
})

it.each([
  ['search US'],
  ['1'],
  ['yes'],
  ['label Old New'],
  ['text +14155550111 Hi'],
  ['release Old'],
])('says the same and does it once when the answer to it was lost: %s', async (text) => {
  await world.assign('+14155550199', 'Old')
  await world.say('search US')
  if (text === 'yes') await world.say('1')
  await world.chat()
  world.homeserver.loseAnswer()
  const said = await world.say(text)
  expect(said.split('---')).toHaveLength(1)
  expect(said).not.toMatch(/don’t|not asking|no line/)
  expect(world.carrier.asked.length).toBe(text === 'yes' ? 1 : 0)
  expect(world.carrier.sent.length).toBe(text.startsWith('text') ? 1 : 0)
})

it('ignores notices, edits and what it says itself', async () => {
  const room = await world.chat()
  const edit = { 'm.new_content': { msgtype: 'm.text', body: 'help' } }
  const replaces = { ...edit, 'm.relates_to': { rel_type: 'm.replace', event_id: '$1' } }
  const notice = { msgtype: 'm.notice', body: 'help' }
  expect(await world.act(me, room, 'm.room.message', notice)).toEqual([])
  const text = { msgtype: 'm.text', body: '* help' }
  expect(await world.act(me, room, 'm.room.message', { ...text, ...replaces })).toEqual([])
})

it.each([
  ['a picture', 'm.room.message', { msgtype: 'm.image', body: 'cat.png' }],
  ['a sticker', 'm.sticker', { body: 'cat' }],
  ['nothing but white space', 'm.room.message', { msgtype: 'm.text', body: ' \n ' }],
  ['a message without content', 'm.room.message', {}],
])('says that it understands words only when sent %s', async (_what, type, content) => {
  const said = await world.act(me, await world.chat(), type, content)
  expect(said.map(({ body }) => body)).toEqual([expect.stringMatching(/^I understand words only/)])
})

it('understands a reply without its quotation', async () => {
  const content = {
    msgtype: 'm.text',
    body: '> <@homeline:here.test> Hello!\n\nlines',
    'm.relates_to': { 'm.in_reply_to': { event_id: '$1' } },
  }
  const [said] = await world.act(me, await world.chat(), 'm.room.message', content)
  expect(said?.body).toMatch(/no number yet/)
})

it('has one answer to whatever is typed', { timeout: 60_000 }, async () => {
  await world.assign('+14155550199', 'Work')
  const commands = 'help lines search get label default release text chats block unblock status'
  const typed = fc.oneof(
    fc.string({ unit: 'binary', minLength: 1 }),
    fc
      .tuple(fc.constantFrom(...commands.split(' '), 'yes', '1'), fc.string({ unit: 'grapheme' }))
      .map(([command, rest]) => `${command} ${rest}`),
  )
  await fc.assert(
    fc.asyncProperty(typed, async (text) => {
      const said = await world.say(text)
      expect(said).not.toBe('')
    }),
    { numRuns: 150 },
  )
  expect((await world.store.inbox.depth()).parked).toBe(0)
})

it('has a quick answer to 100 kB', async () => {
  await world.assign('+14155550199', 'Work')
  for (const text of ['x'.repeat(1e5), '1 '.repeat(5e4), 'search '.repeat(1e4)]) {
    expect((await world.say(text)).length).toBeLessThan(400)
  }
  expect(await world.say(`text +14155550111 ${'x'.repeat(1e5)}`)).toMatch(/100000 characters/)
})
