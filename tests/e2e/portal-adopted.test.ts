import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { addAccount } from '../support/accounts.ts'
import { type MatrixUser, signIn } from '../support/matrix-user.ts'
import { type Stage, setStage } from '../support/stage.ts'
import { talkIn } from '../support/talk.ts'
import { until } from '../support/wait.ts'

let stage: Stage
let me: MatrixUser
let bob: MatrixUser

beforeAll(async () => {
  stage = await setStage()
  me = stage.me
  bob = await signIn(stage.homeline.ready.homeserver, await addAccount(stage.data, 'bob'))
})

afterAll(async () => {
  await bob[Symbol.asyncDispose]()
  await stage[Symbol.asyncDispose]()
})

const ghost = (number: string) => `@phone_${number.slice(1)}:homeline.localhost`

/** A room as clients open it for a chat with a ghost. */
async function invite(number: string, more: object = {}): Promise<string> {
  const options = { is_direct: true, invite: [ghost(number)], ...more }
  return (await me.client.createRoom(options as never)).room_id
}

const membership = (roomId: string, userId: string) =>
  me.client.getRoom(roomId)?.getMember(userId)?.membership

describe('a room to which the account invites a ghost', () => {
  it('becomes the portal, with what was written before the ghost joined', async () => {
    const number = '+12025550141'
    const room = await invite(number)
    const texts = ['one', 'two', 'three', 'four', 'five', 'six']
    for (const text of texts) await me.say(room, text)
    await stage.phones.received(number, 'six')
    const sent = (await stage.phones.messages()).filter(({ to }) => to === number)
    expect(sent.map(({ text }) => text)).toEqual(texts)
    await stage.phones.text(number, stage.line, 'answer')
    await me.message(room, 'answer')
  })

  it('keeps to itself what was written there before the ghost was invited', async () => {
    const number = '+12025550149'
    const { room_id: room } = await me.client.createRoom({ is_direct: true })
    await me.say(room, 'a private note')
    await me.client.invite(room, ghost(number))
    await me.message(room, /^Texts from here go out from/)
    await me.say(room, 'a text')
    await stage.phones.received(number, 'a text')
    const sent = (await stage.phones.messages()).filter(({ to }) => to === number)
    expect(sent.map(({ text }) => text)).toEqual(['a text'])
  })

  it('may have the ghost as a creator, in room version 12', async () => {
    const number = '+12025550142'
    const room = await invite(number, { preset: 'trusted_private_chat', room_version: '12' })
    await me.message(room, /^Texts from here go out from/)
    await me.say(room, 'Hello 12')
    await stage.phones.received(number, 'Hello 12')
    const states = me.client.getRoom(room)?.currentState
    expect(states?.getStateEvents('m.bridge')).toHaveLength(1)
    await stage.phones.text(number, stage.line, 'Hello back')
    await me.message(room, 'Hello back')
  })

  it('is left by the ghost when the chat exists already, and links to it', async () => {
    const number = '+12025550143'
    await stage.phones.text(number, stage.line, 'first')
    const { roomId: portal } = await me.room(({ roomId }) => me.bodies(roomId).includes('first'))
    const room = await invite(number)
    const notice = await me.message(room, /exists already/)
    expect(notice.getContent()['body']).toContain(encodeURIComponent(portal))
    await until('the ghost to leave', () => membership(room, ghost(number)) === 'leave')
  })

  it('does not relay a third person, and says so once', async () => {
    const number = '+12025550144'
    const room = await invite(number)
    await me.message(room, /^Texts from here go out from/)
    bob.acceptInvitations()
    await me.client.invite(room, bob.userId)
    await bob.room(({ roomId }) => roomId === room)
    for (const text of ['Hi, I am Bob', 'Anybody?']) await bob.say(room, text)
    await me.message(room, new RegExp(`^${bob.userId}: only ${me.userId} can send`))
    await me.say(room, 'That was Bob')
    await stage.phones.received(number, 'That was Bob')
    const sent = (await stage.phones.messages()).filter(({ to }) => to === number)
    expect(sent.map(({ text }) => text)).toEqual(['That was Bob'])
    expect(me.bodies(room).filter((body) => body.includes('can send texts'))).toHaveLength(1)
  })

  it('is followed when it is upgraded', async () => {
    const number = '+12025550145'
    const room = await invite(number, { room_version: '10' })
    await me.say(room, 'old room')
    await stage.phones.received(number, 'old room')
    const { replacement_room: next } = await me.client.upgradeRoom(room, '11')
    await me.say(next, 'in between')
    await me.client.invite(next, ghost(number))
    await until('the ghost to move', () => membership(next, ghost(number)) === 'join')
    await me.say(next, 'new room')
    await stage.phones.received(number, 'new room')
    const sent = (await stage.phones.messages()).filter(({ to }) => to === number)
    expect(sent.map(({ text }) => text)).toEqual(['old room', 'in between', 'new room'])
    await stage.phones.text(number, stage.line, 'where are you?')
    await me.message(next, 'where are you?')
    expect(me.bodies(room)).not.toContain('where are you?')
  })
})

describe('with several lines and no default', () => {
  it('asks which line a new chat is to go out from, and takes a number for the answer', async () => {
    const { roomId } = await me.roomNamed('Homeline')
    const bot = talkIn(me, roomId)
    await bot.ask('search Germany', /1\. /)
    await bot.ask('1', /yes/i)
    const second = bot.numberIn(await bot.ask('yes', /is yours now/))
    await bot.ask('search US', /1\. /)
    await bot.ask('2', /yes/i)
    await bot.ask('yes', /is yours now/)
    await bot.ask('release 1', /yes or no/)
    await bot.ask('yes', /is released/)

    const number = '+12025550146'
    const room = await invite(number)
    await me.message(room, /^Which of your numbers/)
    await me.say(room, '9')
    await me.message(room, /^That was not sent. Which of your numbers/)
    await me.say(room, '1')
    await me.message(room, /^Texts from here go out from/)
    await me.say(room, 'Guten Tag')
    expect(await stage.phones.received(number, 'Guten Tag')).toMatchObject({ from: second })
    const sent = (await stage.phones.messages()).filter(({ to }) => to === number)
    expect(sent).toHaveLength(1)
  })
})
