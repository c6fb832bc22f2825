import { expect, it } from 'vitest'
import type { OfferedNumber } from '../../src/core/number-market.ts'
import type { PhoneNumber } from '../../src/core/phone.ts'
import { cautionsOf } from '../../src/lines/cautions.ts'
import { botWorld, me } from '../support/bot-world.ts'
import { fakeCarrier } from '../support/fake-carrier.ts'

const offer = (number: string, more: Partial<OfferedNumber> = {}): OfferedNumber => ({
  number: number as PhoneNumber,
  abilities: ['sms'],
  ...more,
})
const forSale = [
  offer('+12025550111'),
  offer('+12025550112', { requires: ['address'] }),
  offer('+493023125000', { requires: ['local-address', 'papers'] }),
]
const registered =
  'Texts from US numbers of this carrier reach phones only if the sender is registered, which private people can’t be. Receiving works.'

const worldWith = (registration: 'us10dlc' | 'none') =>
  botWorld({ carriers: [fakeCarrier('beta', forSale, { registration })] })

it('says in a list, once for each carrier, that senders have to be registered', async () => {
  using world = worldWith('us10dlc')
  const list = await world.say('search US')
  expect(list.split('\n').filter((line) => line.includes('registered'))).toEqual([
    `beta: ${registered}`,
  ])
  expect(list).toMatch(/0112 · .*needs an address/)
  expect(list.split('\n').at(-1)).toMatch(/^Answer with the place/)
})

it('says all that has to be known before it asks whether to buy', async () => {
  using world = worldWith('us10dlc')
  expect(await world.say('get +12025550112')).toBe(
    `+1 202 555 0112: The carrier does not say what it costs. ${registered} The carrier wants an address of yours first. That is settled with the carrier; until then it refuses to sell the number. Shall I get it? (yes or no)`,
  )
  const german = await world.say('get +493023125000')
  expect(german).toMatch(/address of yours in the area.*papers first that say who uses the number/)
  expect(german).not.toContain('registered')
  expect(await world.say('search DE')).toMatch(/needs an address there and papers/)
})

it('says it of a number that the carrier account has already, too', async () => {
  const carrier = fakeCarrier('beta', forSale, { registration: 'us10dlc' })
  using world = botWorld({ carriers: [carrier] })
  world.restart({ [me]: { level: 'admin', maxLines: 5 } })
  await carrier.numbers?.buy('+12025550111' as PhoneNumber)
  expect(await world.say('get +12025550111')).toMatch(
    /nothing is bought.*Receiving works\. Shall I/,
  )
})

it('says nothing where there is nothing to say', async () => {
  using world = worldWith('none')
  const list = await world.say('search US')
  expect(list).not.toMatch(/registered/)
  expect(await world.say('get +12025550111')).toBe(
    '+1 202 555 0111: The carrier does not say what it costs. Shall I get it? (yes or no)',
  )
})

it.each([
  ['+12025550111', 'US numbers'],
  ['+18005550111', 'US numbers'],
  ['+14165550111', 'Canadian numbers of this carrier reach phones in the US'],
  ['+493023125000', undefined],
  ['+18765550111', undefined],
])('knows where senders have to be registered: %s', (number, words) => {
  const cautions = cautionsOf({ registration: 'us10dlc' }, offer(number))
  expect(cautions).toEqual(words === undefined ? [] : [expect.stringContaining(words)])
})
