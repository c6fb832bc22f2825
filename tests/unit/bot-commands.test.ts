import { afterEach, beforeEach, expect, it } from 'vitest'
import { CarrierError } from '../../src/core/errors.ts'
import type { PhoneNumber } from '../../src/core/phone.ts'
import type { Policy } from '../../src/lines/permissions.ts'
import { botWorld, me, offers, other, type World } from '../support/bot-world.ts'
import { fakeCarrier } from '../support/fake-carrier.ts'

let world: World
beforeEach(() => {
  world = botWorld()
})
afterEach(() => world[Symbol.dispose]())

function use(options: Parameters<typeof botWorld>[0]): void {
  world[Symbol.dispose]()
  world = botWorld(options)
}

it('greets once, when the account is there', async () => {
  const room = await world.chat()
  await world.chat()
  const said = world.homeserver.eventsOf(room).filter(({ type }) => type === 'm.room.message')
  expect(said.map(({ content }) => content['body'])).toEqual([
    expect.stringMatching(/Hello.*search US/s),
  ])
})

it('explains every command and its arguments from the same data', async () => {
  const help = await world.say('help')
  const usages = [...help.matchAll(/^• (\S+)/gm)].map((match) => match[1] ?? '')
  expect(usages).toEqual(
    'help lines search get label default release text chats block unblock settings set status'.split(
      ' ',
    ),
  )
  expect(help).toContain('text <number> [on <line>] <message>')
  for (const name of usages) expect(await world.say(`help ${name}`)).toContain(name)
  expect(await world.say('help serch')).toContain('Did you mean "search"?')
  expect(await world.say('!line help get')).toContain('number or choice')
})

it.each(['search', 'get', 'label', 'default', 'release', 'text', 'block', 'unblock', 'set'])(
  'says what is missing after "%s"',
  async (name) =>
    expect(await world.say(name)).toMatch(new RegExp(`^Please say the .*\\nUsage: ${name} <`)),
)

it.each(['lines', 'status', 'settings', 'chats 1', 'default Work', 'release Work', 'set plain on'])(
  'says what is too much after "%s"',
  async (start) => {
    await world.assign('+14155550199', 'Work')
    expect(await world.say(`${start} and more`)).toMatch(
      /^I don’t understand “and more” there\.\nUsage: /,
    )
  },
)

it.each([
  ['serch US', /Did you mean "search"\?/],
  ['search constructor', /I know no country “constructor”/],
  ['LINES!', /no number yet/],
  ['!help', /This is what I understand/],
  ['!', /This is what I understand/],
  ['xyzzy', /^I don’t know “xyzzy”\. Type "help"/],
  ['yes', /not asking anything/],
  ['7', /no list to choose from/],
  ['+49 171 1234567', /To write to it: text \+49 171 1234567 Hello/],
])('has an answer to "%s"', async (text, reply) => expect(await world.say(text)).toMatch(reply))

it('searches by code and English name, area and digits', async () => {
  const list = await world.say('search us')
  expect(list).toContain('1. +1 415 555 0101 · San Francisco · 1.15 USD a month · texts, calls')
  expect(list).toContain('3. +1 212 555 0103')
  expect(await world.say('search United States 212')).toMatch(/1\. \+1 212/)
  expect(await world.say('search Germany')).toMatch(/Numbers in Germany:\n1\. \+49/)
  expect(await world.say('search UK')).toMatch(/Nobody sells numbers in United Kingdom now/)
  expect(await world.say('search US 999')).toMatch(/with “999” now\. Try fewer digits/)
  expect(await world.say('search Germny')).toMatch(/Did you mean Germany\?/)
  expect(await world.say('search 415')).toMatch(/no country “415”/)
})

it('searches at several carriers and goes on when one of them does not answer', async () => {
  const second = fakeCarrier(
    'beta',
    offers.filter(({ number }) => number === '+12125550103'),
    { isSimulated: true },
  )
  use({ carriers: [second] })
  expect(await world.say('search US')).toMatch(/acme\n2\. .*0103.*· beta · simulated, not charged/)
  second.fail(new CarrierError('unreachable', 'Gone.'))
  expect(await world.say('search US')).toContain('+1 415 555 0101')
  second.fail(new CarrierError('unreachable', 'Gone.'))
  world.carrier.fail(new CarrierError('unavailable', 'Busy.', { isRetryable: true }))
  expect(await world.say('search US')).toBe('Busy. Please try again later.')
})

it('labels a line, its space and the topics of its chats', async () => {
  await world.assign('+14155550199', 'Line')
  await world.say('text +14155550111 Hi')
  expect(await world.say('label Line  My  work ')).toMatch(/0199 is called “My work” now/)
  const [line] = await world.store.lines.ofAccount(me)
  const [portal] = await world.store.portals.ofAccount(me)
  if (line?.space === undefined || portal?.room === undefined) throw new Error('no rooms')
  const { homeserver } = world
  expect(homeserver.stateOf(line.space, 'm.room.name')).toMatchObject({
    name: expect.stringContaining('My work'),
  })
  expect(homeserver.stateOf(portal.room, 'm.room.topic')).toMatchObject({
    topic: expect.stringContaining('My work'),
  })
  expect(await world.say('label My work 123')).toMatch(/has letters in it/)
  expect(await world.say(`label My work ${'x'.repeat(41)}`)).toMatch(/1 to 40 characters/)
  expect(await world.say('label Wrok Home')).toMatch(/no line “Wrok”/)
})

it('chooses the default', async () => {
  await world.assign('+14155550199', 'Work')
  await world.assign('+12125550188', 'Home')
  expect(await world.say('default home')).toMatch(/go out from \+1 212 555 0188/)
  expect(await world.say('lines')).toMatch(/Home”\): default/)
  expect(await world.say('default Hme')).toMatch(/Did you mean “Home”\?/)
})

it('shows an operator how things are, and others only what is theirs', async () => {
  const policy: Policy = {
    '*': { level: 'use', maxLines: 0 },
    [me]: { level: 'admin', maxLines: 5 },
  }
  use({ policy, problems: ['The homeserver is slow.'] })
  expect(await world.say('status', other)).toBe('Homeline 1.2.3\n• Your numbers: 0')
  const status = await world.say('status')
  expect(status).toMatch(/acme, balance 12\.34 USD/)
  expect(status).toMatch(/Inbox: 0 to do/)
  expect(status).toMatch(/⚠ The homeserver is slow\./)
})

it('says what the numbers of an account can do, once for each carrier', async () => {
  const second = fakeCarrier('beta', [], { mediaIn: true, optOut: 'self' })
  use({ carriers: [second] })
  for (const number of ['+14155550199', '+14155550198']) await world.assign(number, 'Work')
  expect(await world.say('status')).toBe(
    'Homeline 1.2.3\n• Your numbers: 2\n• Numbers at acme: no pictures; delivery is told; a text missed while Homeline was away can not be fetched; the carrier heeds STOP',
  )
  const line = { number: '+12125550188' as PhoneNumber, account: me, label: 'Home' }
  await world.store.lines.assign({ ...line, carrier: 'beta' })
  expect(await world.say('status')).toMatch(
    /acme: .*\n• Numbers at beta: pictures come in.*Homeline heeds STOP$/,
  )
  await world.store.lines.assign({
    ...line,
    carrier: 'gone',
    number: '+12125550177' as PhoneNumber,
  })
  expect(await world.say('status')).toMatch(/• Numbers at gone: not configured$/)
})

it('gives numbers only to those who may have them', async () => {
  use({ policy: { '*': { level: 'use', maxLines: 0 }, [me]: { level: 'own', maxLines: 1 } } })
  expect(await world.say('get +14155550101', other)).toMatch(/may not use "get" here/)
  expect(await world.say('help', other)).not.toContain('search')
  await world.say('get +14155550101')
  await world.say('yes')
  expect(await world.say('get +14155550102')).toMatch(/may have one number\. Release one first/)
})
