import { afterEach, beforeEach, expect, it } from 'vitest'
import { ownedNumbers } from '../../src/core/owned-numbers.ts'
import type { PhoneNumber } from '../../src/core/phone.ts'
import { botWorld, me, type World } from '../support/bot-world.ts'
import { fakeCarrier } from '../support/fake-carrier.ts'

let world: World
beforeEach(() => {
  world = botWorld()
})
afterEach(() => world[Symbol.dispose]())

it('releases a line after asking, and says so in its rooms', async () => {
  await world.say('get +14155550101')
  await world.say('yes')
  await world.say('text +14155550111 Hi')
  expect(await world.say('release 1')).toMatch(/nobody reaches you on it.*yes or no/)
  expect(await world.say('no')).toMatch(/nothing was done/)
  await world.say('release +1 415 555 0101')
  world.times = 3
  expect(await world.say('yes')).toBe('+1 415 555 0101 is released.')
  expect(world.carrier.owned.size).toBe(0)
  expect(await world.say('lines')).toMatch(/no number yet/)
})

it('says before a release that the number stays with a carrier which takes none back', async () => {
  const released: string[] = []
  const numbers = ownedNumbers('Numbers are rented elsewhere.', {
    owned: async () => [{ id: 'n1', number: '+46766861001' as PhoneNumber }],
    configure: async () => {},
    release: async (id) => void released.push(id),
  })
  world[Symbol.dispose]()
  const policy = { [me]: { level: 'admin', maxLines: 3 } } as const
  world = botWorld({ policy, carriers: [{ ...fakeCarrier('rented', []), numbers }] })
  await world.say('get +46766861001')
  expect(await world.say('yes')).toMatch(/is yours now/)
  expect(await world.say('release 1')).toMatch(/stays with its carrier.*costs.*yes or no/)
  expect(await world.say('yes')).toBe('+46 76 686 10 01 is released.')
  expect(released).toEqual(['n1'])
})

it('says in the rooms each time that a line is released, once', async () => {
  await world.assign('+14155550199', 'Work')
  await world.say('text +14155550111 Hi')
  const [portal] = await world.store.portals.ofAccount(me)
  if (portal?.room === undefined) throw new Error('no room')
  world.times = 2
  for (const count of [1, 2]) {
    await world.assign('+14155550199', 'Work')
    await world.say('release 1')
    await world.say('yes')
    const said = world.homeserver
      .eventsOf(portal.room)
      .filter(({ content }) => String(content['body']).includes('was released'))
    expect(said).toHaveLength(count)
  }
})
