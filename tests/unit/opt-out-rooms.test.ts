import { afterEach, describe, expect, it } from 'vitest'
import type { Contact } from '../../src/core/contact.ts'
import { CarrierError } from '../../src/core/errors.ts'
import type { RoomId, UserId } from '../../src/core/ids.ts'
import { type MmsWorld, mmsWorld } from '../support/mms-world.ts'

const me = '@me:here.test' as UserId
let world: MmsWorld
afterEach(() => world[Symbol.dispose]())

const bodies = async () => (await world.said()).map(({ content }) => String(content['body']))
const texts = () => world.mms.sent.map(({ text }) => text)

async function write(body: string): Promise<string> {
  await world.act(me, await world.room(), 'm.room.message', { msgtype: 'm.text', body })
  await world.tell(60_000)
  return (await bodies()).at(-1) ?? ''
}

describe('a carrier that heeds STOP itself', () => {
  it('is given no text until START, and the room shows both', async () => {
    world = await mmsWorld({ optOut: 'carrier' })
    await world.receive('SM1', 'Hi')
    world.times = 2
    await world.receive('SM2', ' stop. ')
    expect((await bodies()).slice(-2)).toEqual([' stop. ', expect.stringMatching(/no more texts/)])
    // To try it again can't help.
    expect(await write('Please?')).toMatch(/^⚠ Not sent: They answered STOP(?!.*🔁)/)
    expect(await write('!line resume')).toMatch(/until they answer START themselves/)
    await world.receive('SM3', 'START')
    await write('Good')
    expect(texts()).toEqual(['Good'])
  })
})

describe('a carrier that does not', () => {
  it('has Homeline answer once for each change, with what became of the answer', async () => {
    world = await mmsWorld({ optOut: 'self' })
    world.times = 2
    await world.receive('SM1', 'STOP')
    await world.receive('SM2', 'STOP')
    expect(texts()).toEqual([expect.stringMatching(/no more texts from this number/)])
    expect((await bodies())[1]).toMatch(/Homeline answers: “/)
    await world.receive('SM3', 'Yes')
    expect(texts()).toHaveLength(2)
    await write('Good')
    expect(texts().at(-1)).toBe('Good')
  })

  it('helps at most once an hour', async () => {
    world = await mmsWorld({ optOut: 'self' })
    for (const id of ['SM1', 'SM2', 'SM3']) await world.receive(id, 'HELP')
    expect(texts()).toEqual([expect.stringMatching(/person's number/)])
  })

  it('lets the account go on when STOP was not meant so', async () => {
    world = await mmsWorld({ optOut: 'self' })
    await world.receive('SM1', 'Stop!')
    expect(await write('Why?')).toMatch(/type "!line resume"/)
    expect(await write('!line resume')).toMatch(/go out again/)
    await write('Why?')
    expect(texts().at(-1)).toBe('Why?')
  })
})

it('is remembered for one line and one contact', async () => {
  world = await mmsWorld({ optOut: 'carrier' })
  await world.receive('SM1', 'STOP')
  await world.receive('SM2', 'Hi', { from: '+14155550112' as never })
  const portals = await world.store.portals.ofAccount(me)
  expect(portals.map(({ contact, isOptedOut }) => [contact, isOptedOut]).toSorted()).toEqual([
    ['+14155550111', true],
    ['+14155550112', false],
  ])
})

it('remembers the STOP of somebody who is blocked, for when that ends', async () => {
  world = await mmsWorld({ optOut: 'self' })
  await world.receive('SM1', 'Hi')
  await write('!line block')
  await world.receive('SM2', 'STOP')
  await write('!line unblock')
  expect(await write('Hello again')).toMatch(/^⚠ Not sent: They answered STOP/)
  expect(texts()).toEqual([])
})

it('has nobody answered who can not be', async () => {
  world = await mmsWorld({ optOut: 'self' })
  await world.receive('SM1', 'STOP', { from: 'name:ACME' as Contact })
  const [portal] = await world.store.portals.ofAccount(me)
  const events = world.homeserver.eventsOf(portal?.room ?? ('' as RoomId))
  const said = events
    .filter(({ type }) => type === 'm.room.message')
    .map(({ content }) => content['body'])
  expect(said).toEqual(['STOP', expect.stringMatching(/answer START\.$/)])
})

it('lets an answer that failed be sent again, though they answered STOP', async () => {
  world = await mmsWorld({ optOut: 'self' })
  world.mms.fail(new CarrierError('blocked', 'No.'))
  await world.receive('SM1', 'STOP')
  expect(texts()).toEqual([])
  await world.tell(60_000)
  await write('!line retry')
  expect(texts()).toEqual([expect.stringMatching(/no more texts from this number/)])
})
