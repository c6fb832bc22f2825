import { afterEach, beforeEach, expect, it } from 'vitest'
import type { Carrier } from '../../src/core/carrier.ts'
import { CarrierError } from '../../src/core/errors.ts'
import type { PhoneNumber } from '../../src/core/phone.ts'
import { finishPurchases, get } from '../../src/lines/get.ts'
import { botWorld, me, other, type World } from '../support/bot-world.ts'
import { fakeCarrier } from '../support/fake-carrier.ts'
import { keptLog } from '../support/kept-log.ts'

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

it('asks the market again before it shows the price of what an old list has', async () => {
  await world.say('search US')
  const { numbers } = world.carrier
  if (numbers === undefined) throw new Error('no market')
  const { search } = numbers
  numbers.search = async (query) => {
    const found = await search(query)
    const left = found.filter(({ number }) => number !== '+14155550101')
    return left.map((offer) => ({ ...offer, monthly: { amount: 20_000, currency: 'USD' } }))
  }
  expect(await world.say('1')).toMatch(/\+1 415 555 0101 is not for sale now/)
  expect(await world.say('2')).toMatch(/It costs 2\.00 USD a month/)
})

it('tells what a number costs once, in the list and before it buys', async () => {
  const once = { amount: 20_000, currency: 'USD' }
  const monthly = { amount: 11_500, currency: 'USD' }
  const number = '+13125550104' as PhoneNumber
  const dear = fakeCarrier('dear', [{ number, monthly, once, abilities: ['sms'] }])
  world[Symbol.dispose]()
  world = botWorld({ carriers: [dear] })
  expect(await world.say('search US 3125550104')).toContain('1.15 USD a month and 2.00 USD once')
  expect(await world.say('1')).toMatch(/It costs 1\.15 USD a month and 2\.00 USD once\. Shall I/)
  await world.say('yes')
  expect([...dear.owned]).toEqual([number])
})

it('buys one number when one is allowed and two are wanted at once', async () => {
  const deps = {
    lines: world.store.lines,
    carriers: new Map<string, Carrier>([['acme', world.carrier]]),
    policy: { '*': { level: 'own', maxLines: 1 } },
    log: keptLog(),
  } as const
  const wanted = ['+14155550101', '+14155550102'].map((number) => number as PhoneNumber)
  const bought = await Promise.allSettled(
    wanted.map((number) => get(deps, me, { number, carrier: 'acme' })),
  )
  expect(bought.map(({ status }) => status)).toEqual(['fulfilled', 'rejected'])
  expect(bought[1]).toMatchObject({ reason: { message: expect.stringContaining('one number') } })
  expect(world.carrier.asked).toEqual(['+14155550101'])
})

it('leaves an interrupted purchase open as long as the carrier may still make it', async () => {
  const { lines } = world.store
  const number = '+14155550101' as PhoneNumber
  const purchase = { number, account: me, carrier: 'acme', label: 'Line' }
  await lines.beginPurchase(purchase, 9)
  const slow = { ...world.carrier.capabilities, settleTime: 1000 }
  const carriers = new Map<string, Carrier>([['acme', { ...world.carrier, capabilities: slow }]])
  const finish = async (now: number) => {
    const deps = { lines, carriers, log: keptLog(), startedAt: 5000, now: () => now }
    return await finishPurchases(deps, await lines.openPurchases())
  }
  expect(await finish(5999)).toEqual([purchase])
  expect(await lines.openPurchases()).toEqual([purchase])
  await world.carrier.numbers?.buy(number)
  expect(await finish(5999)).toEqual([])
  expect(await lines.ofNumber(number)).toMatchObject({ account: me, state: 'active' })
  await lines.beginPurchase({ ...purchase, number: '+14155550102' as PhoneNumber }, 9)
  expect(await finish(6000)).toEqual([])
  expect(await lines.openPurchases()).toEqual([])
})

it('makes a line of a number that was bought elsewhere, for an admin only', async () => {
  world.restart({ [me]: { level: 'admin', maxLines: 5 }, '*': { level: 'own', maxLines: 5 } })
  const { numbers } = world.carrier
  if (numbers === undefined) throw new Error('no market')
  const pointed: string[] = []
  numbers.configure = async (id) => void pointed.push(id)
  await numbers.buy('+14155550101' as PhoneNumber)
  expect(await world.say('get +14155550101', other)).toMatch(/is not for sale/)
  expect(await world.say('get +14155550101')).toMatch(/nothing is bought.*Shall I/)
  expect(await world.say('yes')).toMatch(/is yours now/)
  expect([pointed, world.carrier.asked]).toEqual([['PN+14155550101'], ['+14155550101']])
  const [line] = await world.store.lines.ofAccount(me)
  expect(line).toMatchObject({ number: '+14155550101', carrierNumberId: 'PN+14155550101' })
  world.restart({ '*': { level: 'admin', maxLines: 5 } })
  expect(await world.say('get +14155550101', other)).toMatch(/is not for sale/)
})

it('tells why the carrier refuses', async () => {
  await world.say('get +14155550101')
  world.carrier.fail(new CarrierError('account', 'The carrier’s account is empty.'))
  expect(await world.say('yes')).toBe('The carrier’s account is empty.')
  expect(await world.store.lines.openPurchases()).toEqual([])
})
