import { afterEach, beforeEach, expect, it } from 'vitest'
import type { UserId } from '../../src/core/ids.ts'
import { botWorld, me, type World } from '../support/bot-world.ts'

let world: World
beforeEach(async () => {
  world = botWorld()
  await world.assign('+14155550199', 'Work')
})
afterEach(() => world[Symbol.dispose]())

it('opens the chat and sends the text', async () => {
  const said = await world.say('text +1 415 555 0111 Hello\nthere  @room 👋 שלום')
  expect(said).toMatch(
    /^On its way to \+1 415 555 0111 from \+1 415 555 0199 \(“Work”\)\. The chat: https:\/\/matrix\.to/,
  )
  expect(world.carrier.sent).toMatchObject([
    { from: '+14155550199', to: '+14155550111', text: 'Hello\nthere  @room 👋 שלום' },
  ])
  const [portal] = await world.store.portals.ofAccount(me)
  if (portal?.room === undefined) throw new Error('no room')
  const members = [...world.homeserver.membersOf(portal.room).keys()]
  expect(members.toSorted()).toEqual([me, world.homeserver.ghostOf(portal.contact)].toSorted())
})

it.each([
  ['text (415) 555-0111 Hi', '+14155550111'],
  ['text 4155550111: Hi', '+14155550111'],
  ['text 415-555-0111\nHi', '+14155550111'],
  ['text 0049 171 1234567 Hi', '+491711234567'],
  ['text \u202a+49\u00a0171\u20111234567\u202c Hi', '+491711234567'],
  ['text tel:+4930123456 Hi', '+4930123456'],
  ['sms 12345 Hi', '12345'],
  ['text +14155550111 2 apples', '+14155550111'],
])('understands the number in "%s"', async (typed, to) => {
  await world.say(typed)
  expect(world.carrier.sent).toMatchObject([{ to }])
})

it.each([
  ['text 911 Help', /911 is an emergency/],
  ['text 112 2 people are hurt', /112 is an emergency/],
  ['text 988 Hi', /emergency or crisis/],
  ['text +1999 Hi', /“\+1999” is not a phone number that can exist/],
  ['text Anna Hi', /“Anna” is not a phone number.*country code/],
  ['text +49 30 1234 567 Hi', /can’t tell where the number ends/],
  ['text +14155550199 Hi', /number of the line itself/],
  [`text +14155550111 ${'x'.repeat(1601)}`, /1601 characters; the carrier takes 1600/],
  ['text +14155550111', /^Please say the message/],
  ['text +14155550111 on Worl Hi', /no line “Worl”\. Did you mean “Work”\?/],
])('refuses "%.40s" with a reason', async (typed, reason) => {
  expect(await world.say(typed)).toMatch(reason)
  expect(world.carrier.sent).toEqual([])
  expect(await world.store.portals.ofAccount(me)).toEqual([])
})

it('does not guess the country of a number that is possible in two', async () => {
  await world.assign('+491711234500', 'Germany')
  world[Symbol.dispose]()
  world = botWorld({ region: 'DE' })
  await world.assign('+14155550199', 'Work')
  expect(await world.say('text 415 5550111 Hi')).toMatch(/in more than one country/)
  expect(await world.say('text 0171 1234567 Hi')).toMatch(/to \+49 171 1234567/)
})

it('sends on the line that is named, by label, number or place', async () => {
  await world.assign('+12125550188', 'My home')
  await world.say('text +14155550111 on my home Hi there')
  await world.say('text +14155550111 on 212-555-0188 Hi there')
  await world.say('text +14155550111 on 2: Hi there')
  expect(world.carrier.sent).toHaveLength(3)
  for (const sent of world.carrier.sent) {
    expect(sent).toMatchObject({ from: '+12125550188', text: 'Hi there' })
  }
})

it('asks which line when several would do and none is the default', async () => {
  await world.assign('+12125550188', 'Home')
  await world.assign('+13105550177', 'Third')
  await world.say('release Work')
  expect(await world.say('yes')).toMatch(/None of your numbers is the default now/)
  expect(await world.say('text +14155550111 Hi')).toMatch(/Which of your numbers.*1\..*2\./s)
  expect(await world.say('7')).toMatch(/1 to 2/)
  world.restart()
  expect(await world.say('2')).toMatch(/from \+1 310 555 0177/)
  await world.say('text +14155550111 Hi')
  expect(await world.tap('1\ufe0f\u20e3')).toMatch(/from \+1 212 555 0188/)
  await world.say('text +14155550111 Hi')
  expect(await world.say('third')).toMatch(/from \+1 310 555 0177/)
  await world.say('text +14155550111 Hi')
  expect(await world.say('no')).toMatch(/nothing was done/)
  expect(world.carrier.sent.map(({ from }) => from)).toEqual([
    '+13105550177',
    '+12125550188',
    '+13105550177',
  ])
})

it('needs a line', async () => {
  const nobody = '@nobody:here.test' as UserId
  expect(await world.say('text +14155550111 Hi', nobody)).toMatch(/no number yet/)
  expect(await world.say('block +14155550111', nobody)).toMatch(/no number yet/)
})

it('does not write to who is blocked', async () => {
  expect(await world.say('block (415) 555-0111')).toMatch(/\+1 415 555 0111 is blocked/)
  expect(await world.say('text +14155550111 Hi')).toMatch(/First type: unblock \+1 415 555 0111/)
  expect(await world.say('unblock +1 415 555 0111')).toMatch(/reach you again/)
  expect(await world.say('text +14155550111 Hi')).toMatch(/On its way/)
  expect(await world.say('block nobody')).toMatch(/not a phone number/)
})

it('lists chats in pages', async () => {
  expect(await world.say('chats')).toMatch(/No chats yet/)
  for (let n = 10; n < 22; n += 1) await world.say(`text +141555501${n} Hi`)
  expect(await world.say('chats')).toMatch(/\n10\. .*on “Work”: https.*\nMore: chats 2$/)
  expect(await world.say('chats 2')).toMatch(/\n11\. .*\n12\. /)
  expect(await world.say('chats 3')).toMatch(/are 2 pages/)
  expect(await world.say('chats x')).toMatch(/page is a number/)
})
