import { afterEach, beforeEach, expect, it } from 'vitest'
import { CarrierError } from '../../src/core/errors.ts'
import { botWorld, me, other, type World } from '../support/bot-world.ts'

let world: World
beforeEach(() => {
  world = botWorld()
})
afterEach(() => world[Symbol.dispose]())

it('shows the price and asks before it buys', async () => {
  await world.say('search US')
  expect(await world.say('2')).toBe(
    '+1 415 555 0102: It costs 1.15 USD a month. Shall I get it? (yes or no)',
  )
  expect(await world.say('no')).toMatch(/nothing was done/)
  expect(world.carrier.asked).toEqual([])
  await world.say('get 2')
  expect(await world.say('Yes!')).toMatch(/\+1 415 555 0102 \(“Line”\) is yours now.*default/s)
  expect(await world.say('lines')).toMatch(
    /^Your numbers:\n1\. \+1 415 555 0102 \(“Line”\): default, acme/,
  )
  expect(await world.say('get 2')).toMatch(/is yours already/)
  expect(await world.say('get 9')).toMatch(/goes from 1 to 3/)
})

it('gets a number by its digits, and says when it is not for sale', async () => {
  expect(await world.say('get +1 (212) 555-0103')).toMatch(/It costs/)
  await world.say('ok')
  expect([...world.carrier.owned]).toEqual(['+12125550103'])
  expect(await world.say('get +12125550177')).toMatch(/\+1 212 555 0177 is not for sale/)
  expect(await world.say('get me a pony')).toMatch(/not a phone number that can exist/)
})

it('gives one account three numbers in two countries', async () => {
  for (const text of ['search US', '1', 'yes', '3', 'yes', 'search DE', '1', 'yes']) {
    await world.say(text)
  }
  const list = await world.say('lines')
  expect(list.match(/“Line( \d)?”/g)).toEqual(['“Line”', '“Line 2”', '“Line 3”'])
  expect(list).toContain('+49 1573 5990001')
})

it('says that somebody was quicker, and buys nothing twice', async () => {
  await world.say('search US')
  await world.say('search US', other)
  await world.say('1')
  await world.say('1', other)
  const rooms = [await world.chat(), await world.chat(other)]
  for (const [index, room] of rooms.entries()) {
    const content = { msgtype: 'm.text', body: 'yes' }
    world.homeserver.act([me, other][index] ?? me, room, 'm.room.message', content)
  }
  await world.settle()
  const both = rooms.map((room) => world.homeserver.eventsOf(room).at(-1)?.content['body']).join()
  expect(both.match(/is yours now/g)).toHaveLength(1)
  expect(both.match(/taken by somebody else meanwhile/g)).toHaveLength(1)
  expect(world.carrier.asked).toEqual(['+14155550101'])
})

it('finds out whether a number was bought when the carrier’s answer is lost', async () => {
  await world.say('get +14155550101')
  world.carrier.fail(new CarrierError('unreachable', 'No answer.', { maybeSent: true }), 'after')
  expect(await world.say('yes')).toMatch(/is yours now/)
  await world.say('get +14155550102')
  world.carrier.fail(new CarrierError('unreachable', 'No answer.', { maybeSent: true }))
  expect(await world.say('yes')).toMatch(/don’t know whether .* was bought/)
  expect(await world.say('get +14155550102')).toMatch(/is yours now/)
  expect(world.carrier.owned.size).toBe(2)
})

it('tells why the carrier refuses', async () => {
  await world.say('get +14155550101')
  world.carrier.fail(new CarrierError('account', 'The carrier’s account is empty.'))
  expect(await world.say('yes')).toBe('The carrier’s account is empty.')
  expect(await world.store.lines.openPurchases()).toEqual([])
})
