import type { Room } from 'matrix-js-sdk'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { addAccount } from '../support/accounts.ts'
import { type ClientApi, logIn } from '../support/client-api.ts'
import type { MatrixUser } from '../support/matrix-user.ts'
import { type Stage, setStage } from '../support/stage.ts'
import { until } from '../support/wait.ts'

let stage: Stage
let me: MatrixUser
let raw: ClientApi
let bob: string

beforeAll(async () => {
  stage = await setStage()
  me = stage.me
  const { homeserver, account = { userId: '', password: '' } } = stage.homeline.ready
  raw = await logIn(homeserver, account)
  bob = (await addAccount(stage.data, 'bob')).userId
})

afterAll(async () => {
  const { homeline } = stage
  expect(await homeline.stop()).toBe(0)
  await stage[Symbol.asyncDispose]()
})

/** A portal as Homeline makes it: a phone texts first. */
async function portalWith(number: string): Promise<Room> {
  await stage.phones.text(number, stage.line, `hello from ${number}`)
  return await me.room(({ roomId }) => me.bodies(roomId).includes(`hello from ${number}`))
}

/** What the homeserver itself shows of a room, oldest first. */
async function bodies(roomId: string): Promise<unknown[]> {
  return (await raw.messages(roomId)).map(({ content }) => content.body)
}

/** Homeline has heard of everything that was done in a room before. */
async function heard(room: string): Promise<void> {
  await me.say(room, `heard ${room}`)
  await until('the text', async () =>
    (await stage.phones.messages()).some(({ text }) => text === `heard ${room}`),
  )
}

describe('an account that leaves its portal', () => {
  it('is brought back by the next text, and finds what came meanwhile', async () => {
    const number = '+12025550161'
    const room = await portalWith(number)
    const other = await portalWith('+12025550162')
    await me.client.leave(room.roomId)
    await heard(other.roomId)
    for (const text of ['one', 'two', 'three']) await stage.phones.text(number, stage.line, text)
    await until('the room again', () => room.getMyMembership() === 'join')
    await me.message(room.roomId, 'three')
    expect(await bodies(room.roomId)).toEqual([`hello from ${number}`, 'one', 'two', 'three'])
    expect(room.getJoinedMemberCount()).toBe(2)
    await me.say(room.roomId, 'I am back')
    await stage.phones.received(number, 'I am back')
  })

  it('is brought back when it has forgotten the room as well', async () => {
    const number = '+12025550163'
    const { roomId } = await portalWith(number)
    const other = await portalWith('+12025550164')
    await me.client.leave(roomId)
    await me.client.forget(roomId)
    await heard(other.roomId)
    expect(await raw.joinedRooms()).not.toContain(roomId)
    await stage.phones.text(number, stage.line, 'remember me?')
    await until('the room again', async () => (await raw.joinedRooms()).includes(roomId))
    await until('the text', async () => (await bodies(roomId)).includes('remember me?'))
    await raw.send(roomId, 'remembered', { msgtype: 'm.text', body: 'of course' })
    await stage.phones.received(number, 'of course')
  })

  it('gets a new room when it can not be brought back into one of its own', async () => {
    const number = '+12025550165'
    const ghost = `@phone_${number.slice(1)}:homeline.localhost`
    const { room_id: room } = await me.client.createRoom({ invite: [ghost], is_direct: true })
    await me.message(room, /^Texts from here go out/)
    await me.client.sendStateEvent(
      room,
      'm.room.power_levels' as never,
      { users: {}, invite: 100 } as never,
    )
    const other = await portalWith('+12025550166')
    await me.client.leave(room)
    await heard(other.roomId)
    await stage.phones.text(number, stage.line, 'anybody there?')
    const next = await me.room(({ roomId }) => me.bodies(roomId).includes('anybody there?'))
    expect(next.roomId).not.toBe(room)
    await me.say(next.roomId, 'here')
    await stage.phones.received(number, 'here')
  })
})

describe('in a portal that Homeline made', () => {
  it('the account can rename the room, and nothing more', async () => {
    const room = await portalWith('+12025550167')
    const { roomId } = room
    await me.client.setRoomName(roomId, 'Dentist')
    await me.roomNamed('Dentist')
    await stage.phones.text('+12025550167', stage.line, 'your appointment')
    await me.message(roomId, 'your appointment')
    expect(room.name).toBe('Dentist')

    await expect(me.client.invite(roomId, bob)).rejects.toThrow(/403/)
    const forbidden = [
      ['m.room.encryption', { algorithm: 'm.megolm.v1.aes-sha2' }],
      ['m.room.power_levels', { users: {}, users_default: 100 }],
      ['m.room.join_rules', { join_rule: 'public' }],
      ['m.room.history_visibility', { history_visibility: 'world_readable' }],
      ['m.room.tombstone', { body: 'moved', replacement_room: '!nowhere:homeline.localhost' }],
    ] as const
    for (const [type, content] of forbidden) {
      await expect(
        me.client.sendStateEvent(roomId, type as never, content as never),
        type,
      ).rejects.toThrow(/403/)
    }
    await expect(me.client.upgradeRoom(roomId, '11')).rejects.toThrow(/403/)
    const ghost = '@phone_12025550167:homeline.localhost'
    await expect(me.client.kick(roomId, ghost)).rejects.toThrow(/403/)
  })

  it('what nobody knows of is left alone', async () => {
    const { roomId } = await portalWith('+12025550168')
    for (const [index, content] of [{}, { body: 3 }, { msgtype: 'm.text' }].entries()) {
      const path = `/rooms/${encodeURIComponent(roomId)}/send`
      await raw.request('PUT', `${path}/com.example.unknown/${index}`, content)
      await raw.request('PUT', `${path}/m.room.message/${index}`, content)
    }
    await me.say(roomId, 'after all that')
    await stage.phones.received('+12025550168', 'after all that')
    const sent = (await stage.phones.messages()).filter(({ to }) => to === '+12025550168')
    expect(sent).toHaveLength(1)
  })
})
