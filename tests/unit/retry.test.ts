import { afterEach, beforeEach, expect, it } from 'vitest'
import { CarrierError } from '../../src/core/errors.ts'
import type { RoomId, UserId } from '../../src/core/ids.ts'
import { botWorld, me, type World } from '../support/bot-world.ts'

const far = '@far:there.test' as UserId
const refusedByCarrier = new CarrierError('content', 'The carrier refused it.')

let world: World
beforeEach(() => {
  world = botWorld()
})
afterEach(() => world[Symbol.dispose]())

/** The account's text that was refused, in a portal that it is in. */
async function failedText(account: UserId): Promise<RoomId> {
  await world.assign('+14155550199', 'Work', account)
  const as = { kind: 'account', userId: account } as const
  await world.homeserver.join(as, await world.chat(account))
  world.carrier.fail(refusedByCarrier)
  await world.say('text +14155550111 Hi\nthere', account)
  const [portal] = await world.store.portals.ofAccount(account)
  if (portal?.room === undefined) throw new Error('no portal')
  await world.homeserver.join(as, portal.room)
  return portal.room
}

async function tapRetry(account: UserId, room: RoomId, msgtype: string): Promise<string> {
  const target = world.homeserver
    .eventsOf(room)
    .findLast(({ content }) => content['msgtype'] === msgtype)
  const relation = { rel_type: 'm.annotation', event_id: target?.id, key: '🔁' }
  const content = { 'm.relates_to': relation }
  const notices = await world.act(account, room, 'm.reaction', content)
  return notices.map(({ body }) => body).join('\n---\n')
}

const texts = () => world.carrier.sent.map(({ text }) => text)

it('sends a text again that the ghost shows for an account it can not act for', async () => {
  const room = await failedText(far)
  expect(texts()).toEqual([])
  expect(await tapRetry(far, room, 'm.notice')).toBe('')
  expect(texts()).toEqual(['Hi\nthere'])
})

it('does so when it is asked in words', async () => {
  const room = await failedText(far)
  await world.act(far, room, 'm.room.message', { msgtype: 'm.text', body: '!line retry' })
  expect(texts()).toEqual(['Hi\nthere'])
})

it('says so when there is nothing that could be sent again', async () => {
  const room = await failedText(me)
  await world.act(me, room, 'm.room.message', { msgtype: 'm.image', body: 'a.png', url: 'mxc://a' })
  world.times = 2
  expect(await tapRetry(me, room, 'm.image')).toBe(
    'That message can not be sent again. Please write it anew.',
  )
})

it('takes no text from a field that a person wrote', async () => {
  const room = await failedText(me)
  const forged = { msgtype: 'm.notice', body: 'a notice', 'homeline.text': 'forged' }
  await world.act(me, room, 'm.room.message', forged)
  expect(await tapRetry(me, room, 'm.notice')).toMatch(/can not be sent again/)
  expect(texts()).toEqual([])
})
