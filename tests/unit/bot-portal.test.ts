import { afterEach, beforeEach, expect, it } from 'vitest'
import { CarrierError, HomeserverError } from '../../src/core/errors.ts'
import type { RoomId } from '../../src/core/ids.ts'
import { botWorld, me, other, type World } from '../support/bot-world.ts'

let world: World
let room: RoomId

beforeEach(async () => {
  world = botWorld()
  await world.assign('+14155550199', 'Work')
  room = await portalTo('+14155550111')
})
afterEach(() => world[Symbol.dispose]())

async function portalTo(number: string, more = '', account = me): Promise<RoomId> {
  await world.say(`text ${number} ${more} Hi`, account)
  const portals = await world.store.portals.ofAccount(account)
  const lines = await world.store.lines.ofAccount(account)
  const line = more === '' ? lines[0] : lines[1]
  const found = portals.find((each) => each.contact === number && each.line === line?.id)?.room
  if (found === undefined) throw new Error('no portal')
  return found
}

async function type(body: string, to = room): Promise<string> {
  const notices = await world.act(me, to, 'm.room.message', { msgtype: 'm.text', body })
  return notices.map((each) => each.body).join('\n---\n')
}

function names(of: RoomId): unknown[] {
  const { homeserver } = world
  const ghost = [...homeserver.membersOf(of).keys()].find((user) => user.startsWith('@phone_'))
  const member = homeserver.stateOf(of, 'm.room.member', ghost) as
    | { displayname?: string }
    | undefined
  return [member?.displayname, homeserver.stateOf(of, 'm.room.name')]
}

it('says which line the chat is on, and never tells the phone', async () => {
  expect(await type('!line')).toBe(
    'Texts to +1 415 555 0111 go out from +1 415 555 0199 (“Work”) over the carrier acme.',
  )
  expect(await type('!LINE help')).toMatch(/• !line retry — .*• !line name <name>/s)
  expect(await type('!line rety')).toMatch(/Did you mean "retry"\? Type "!line help"/)
  expect(await type('!line search US')).toMatch(/please talk to @homeline:here\.test/)
  expect(await type('!line block now')).toMatch(/don’t understand “now” there/)
  expect(world.carrier.sent).toHaveLength(1)
})

it('names the contact in the account’s chats with it and nowhere else', async () => {
  await world.assign('+12125550188', 'Home')
  await world.assign('+13105550177', 'Theirs', other)
  const second = await portalTo('+14155550111', 'on Home')
  const foreign = await portalTo('+14155550111', '', other)
  const before = names(foreign)
  const name = '<i>Anna</i> @room שרה 👩'
  expect(await type(`!line name ${name}`)).toContain('for you alone')
  expect(names(room)).toEqual([name, { name }])
  expect(names(second)).toEqual([name, { name }])
  expect(names(foreign)).toEqual(before)
  expect(await world.say('chats')).toContain(name)
  expect(await type('!line name')).toMatch(/^Please say the name/)
  expect(await type(`!line name ${'x'.repeat(81)}`)).toMatch(/1 to 80 characters/)
})

it('names the contact in its other chats when one room does not let the ghost', async () => {
  await world.assign('+12125550188', 'Home')
  const second = await portalTo('+14155550111', 'on Home')
  const { homeserver } = world
  const { setState } = homeserver
  homeserver.setState = async (as, id, event) => {
    if (id !== room) return await setState(as, id, event)
    throw new HomeserverError('M_FORBIDDEN', 'no power', { status: 403 })
  }
  expect(await type('!line name Anna')).toContain('for you alone')
  expect(names(second)).toEqual(['Anna', { name: 'Anna' }])
  expect(await world.say('chats')).toContain('Anna')
})

it('sends a failed text again, once', async () => {
  expect(await type('!line retry')).toMatch(/nothing here to send again/)
  world.carrier.fail(new CarrierError('content', 'The carrier refused it.'))
  await type('Second')
  await type('!line retry')
  expect(world.carrier.sent.map(({ text }) => text)).toEqual(['Hi', 'Second'])
  expect(await type('!line retry')).toMatch(/nothing here to send again/)
})

it('goes on sending again when the carrier could not take it at once', async () => {
  world.carrier.fail(new CarrierError('content', 'The carrier refused it.'))
  await type('Second')
  world.carrier.fail(new CarrierError('rate-limited', 'Slowly.', { isRetryable: true }))
  expect(await type('!line retry')).toBe('')
  expect(world.carrier.sent.map(({ text }) => text)).toEqual(['Hi', 'Second'])
})

it('blocks and unblocks the chat', async () => {
  expect(await type('!line block')).toMatch(/thrown away.*!line unblock/)
  expect(await type('!line')).toMatch(/You blocked this chat/)
  expect(await world.say('chats')).toContain('blocked')
  expect(await type('!line unblock')).toMatch(/reach you here again/)
  expect(await type('!line')).not.toMatch(/blocked/)
})
