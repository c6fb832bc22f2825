import { afterEach, beforeEach, expect, it } from 'vitest'
import { CarrierError } from '../../src/core/errors.ts'
import type { RoomId } from '../../src/core/ids.ts'
import { botWorld, me, type World } from '../support/bot-world.ts'

const minute = 60_000
let world: World
beforeEach(() => {
  world = botWorld()
})
afterEach(() => world[Symbol.dispose]())

async function portalTo(contact: string): Promise<RoomId> {
  await world.say(`text ${contact} Hi`)
  const portals = await world.store.portals.ofAccount(me)
  const room = portals.find((portal) => portal.contact === contact)?.room
  if (room === undefined) throw new Error('no portal')
  return room
}

const statuses = (room: RoomId) =>
  world.homeserver
    .eventsOf(room)
    .filter(({ type }) => type === 'com.beeper.message_send_status')
    .map(({ content }) => content['status'])

const notices = (room: RoomId) =>
  world.homeserver
    .eventsOf(room)
    .filter(({ content }) => content['msgtype'] === 'm.notice')
    .map(({ content }) => content['body'])

it('takes back that a text was not sent when it is delivered after all', async () => {
  await world.assign('+14155550199', 'Work')
  const room = await portalTo('+14155550111')
  const report = { carrier: 'acme', kind: 'receipt', id: 'SM1' } as const
  await world.store.messages.report('acme', { ...report, state: 'failed', reason: 'Lost.' })
  await world.tell(minute)
  await world.store.messages.report('acme', { ...report, state: 'delivered' })
  await world.tell(minute)
  await world.tell(2 * minute)
  expect(notices(room)).toEqual([
    expect.stringMatching(/^⚠ Not sent: Lost\./),
    '✓ It was sent after all.',
  ])
  expect(statuses(room)).toEqual(['FAIL_PERMANENT', 'SUCCESS'])
})

it('tells the other rooms when some are in trouble, and these later', async () => {
  await world.assign('+14155550199', 'Work')
  const rooms: RoomId[] = []
  for (let n = 0; n < 6; n += 1) rooms.push(await portalTo(`+1415555011${n}`))
  const [last, ...sick] = rooms.toReversed()
  if (last === undefined) throw new Error('no room')
  for (const room of sick) world.homeserver.trouble(room, 500)
  await world.tell(minute)
  expect(statuses(last)).toEqual(['SUCCESS'])
  for (const room of sick) world.homeserver.trouble(room, undefined)
  await world.tell(10 * minute)
  expect(rooms.map(statuses)).toEqual(rooms.map(() => ['SUCCESS']))
})

it('does not ask a room in trouble again at once', async () => {
  await world.assign('+14155550199', 'Work')
  const room = await portalTo('+14155550111')
  world.homeserver.trouble(room, 500)
  await world.tell(minute)
  world.homeserver.trouble(room, undefined)
  await world.tell(minute)
  expect(statuses(room)).toEqual([])
  await world.tell(2 * minute)
  expect(statuses(room)).toEqual(['SUCCESS'])
})

it('gives up a room that the ghost is no longer let into', async () => {
  await world.assign('+14155550199', 'Work')
  const room = await portalTo('+14155550111')
  world.homeserver.trouble(room, 403)
  await world.tell(minute)
  world.homeserver.trouble(room, undefined)
  await world.tell(2 * minute)
  expect(statuses(room)).toEqual([])
})

it('says when the homeserver is away, and tells all once it is back', async () => {
  await world.assign('+14155550199', 'Work')
  const room = await portalTo('+14155550111')
  world.homeserver.trouble(room, 0)
  await expect(world.tell(minute)).rejects.toThrow('in trouble')
  world.homeserver.trouble(room, undefined)
  await world.tell(minute)
  expect(statuses(room)).toEqual(['SUCCESS'])
})

it('tells why a text was not sent', async () => {
  await world.assign('+14155550199', 'Work')
  world.carrier.fail(new CarrierError('content', 'The carrier refused it.'))
  const room = await portalTo('+14155550111')
  await world.tell()
  await world.tell(minute)
  expect(statuses(room)).toEqual(['FAIL_PERMANENT'])
  expect(notices(room)).toEqual([
    '⚠ Not sent: The carrier refused it. React with 🔁 or type "!line retry" to send it again.',
  ])
})
