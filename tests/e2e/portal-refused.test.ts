import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type ClientApi, logIn } from '../support/client-api.ts'
import type { MatrixUser } from '../support/matrix-user.ts'
import { type Stage, setStage } from '../support/stage.ts'
import { hasStatus } from '../support/statuses.ts'
import { type Talk, talkIn } from '../support/talk.ts'
import { until } from '../support/wait.ts'

const ada = '+12025550151'

let stage: Stage
let me: MatrixUser
let raw: ClientApi
let bot: Talk
let chat: string

beforeAll(async () => {
  stage = await setStage()
  me = stage.me
  const { homeserver, account = { userId: '', password: '' } } = stage.homeline.ready
  raw = await logIn(homeserver, account)
  bot = talkIn(me, (await me.roomNamed('Homeline')).roomId)
  await stage.phones.text(ada, stage.line, 'hello')
  chat = (await me.roomNamed('+1 202 555 0151')).roomId
  await me.message(chat, 'hello')
})

afterAll(async () => await stage[Symbol.asyncDispose]())

const ghost = (suffix: string) => `@phone_${suffix}:homeline.localhost`

const textsTo = async (to: string) =>
  (await stage.phones.messages())
    .filter((message) => message.direction === 'out' && message.to === to)
    .map(({ text }) => text)

async function invite(suffix: string, more: object = {}): Promise<string> {
  const options = { is_direct: true, invite: [ghost(suffix)], ...more }
  return (await me.client.createRoom(options as never)).room_id
}

const encryption = {
  type: 'm.room.encryption',
  state_key: '',
  content: { algorithm: 'm.megolm.v1.aes-sha2' },
}

/** What a client with keys would send. */
async function sendEncrypted(room: string): Promise<string> {
  const content = {
    algorithm: 'm.megolm.v1.aes-sha2',
    ciphertext: 'AwgAEnAkBmciEAyhh1j6DCk29UXJ7kv',
    session_id: 'X3lUlvLELLYxeTx4yOVu6UDpasGEVO0Jbu+QFnm0cKQ',
    sender_key: 'RF3s+E7RkTQTGF2d8Deol0FkQvgII2aJDf3/Jp5mxVU',
    device_id: 'DEVICE',
  }
  const path = `/rooms/${encodeURIComponent(room)}/send/m.room.encrypted/${Math.random()}`
  return ((await raw.request('PUT', path, content)) as { event_id: string }).event_id
}

describe('an encrypted room', () => {
  it('gets a clear answer to everything, and a chat without encryption', async () => {
    const room = await invite('12025550152', { initial_state: [encryption] })
    const early = await sendEncrypted(room)
    const notice = await me.message(room, /can not go out from an encrypted room. Please go on/)
    const late = await sendEncrypted(room)
    for (const event of [early, late]) {
      expect(await hasStatus(me, room, event, 'FAIL_PERMANENT')).toMatchObject({
        reason: 'com.beeper.undecryptable_event',
      })
    }
    await until(
      'a notice for each',
      () => me.bodies(room).filter((body) => body.startsWith('⚠ Not sent')).length === 2,
    )
    const body = String(notice.getContent()['body'])
    const plain = await me.room(({ roomId }) => body.includes(encodeURIComponent(roomId)))
    await me.say(plain.roomId, 'in the clear')
    await stage.phones.received('+12025550152', 'in the clear')
  })

  it('is replaced for the next text when encryption is switched on later', async () => {
    const room = await invite('12025550153')
    await me.message(room, /^Texts from here go out/)
    await me.client.sendStateEvent(room, 'm.room.encryption' as never, encryption.content as never)
    const event = await sendEncrypted(room)
    expect(await hasStatus(me, room, event, 'FAIL_PERMANENT')).toMatchObject({
      reason: 'com.beeper.undecryptable_event',
    })
    await me.message(room, /^⚠ Not sent: Encrypted messages/)
    await stage.phones.text('+12025550153', stage.line, 'and now?')
    const plain = await me.room(({ roomId }) => me.bodies(roomId).includes('and now?'))
    expect(plain.roomId).not.toBe(room)
    await me.message(room, /^This chat goes on without encryption in/)
    await me.say(plain.roomId, 'in the clear')
    await stage.phones.received('+12025550153', 'in the clear')
  })
})

describe('a call', () => {
  it('is hung up at once, with a notice', async () => {
    await me.client.sendEvent(
      chat,
      'm.call.invite' as never,
      {
        call_id: 'call1',
        party_id: 'mine',
        version: '1',
        lifetime: 60_000,
        offer: { type: 'offer', sdp: 'v=0' },
      } as never,
    )
    const hangup = await me.event(chat, (event) => event.getType() === 'm.call.hangup', 'a hangup')
    expect(hangup.getContent()).toMatchObject({ call_id: 'call1', version: '1' })
    expect(hangup.getContent()['party_id']).toBeTruthy()
    await me.message(chat, 'Calls are not possible yet; texts are.')
  })
})

describe('a text that can not go out', () => {
  it('is refused when it is for an emergency number, by whatever way', async () => {
    const room = await invite('short_911')
    await me.message(room, /^Texts from here go out/)
    const event = await me.say(room, 'help')
    await me.message(room, /^⚠ Not sent: 911 is an emergency or crisis number/)
    await hasStatus(me, room, event, 'FAIL_PERMANENT')
    await bot.ask('text 911 help', /911 is an emergency or crisis number/)
    await bot.ask('text 112 help', /112 is an emergency or crisis number/)
    expect(await textsTo('911')).toEqual([])
  })

  it('is refused when it is for the line itself', async () => {
    await bot.ask(`text ${stage.line} hello me`, /number of the line itself/)
    const room = await invite(stage.line.slice(1))
    await me.say(room, 'hello me')
    await me.message(room, /^⚠ Not sent: This is the number of the line itself/)
    expect(await textsTo(stage.line)).toEqual([])
  })

  it('is refused with the figures when it is too long, and never cut', async () => {
    await me.say(chat, 'x'.repeat(1601))
    await me.message(chat, /^⚠ Not sent: This text has 1601 characters; the carrier takes 1600/)
    await me.say(chat, 'y'.repeat(50_000))
    await me.message(chat, /^⚠ Not sent: This text has 50000 characters/)
    await expect(me.say(chat, 'z'.repeat(100_000))).rejects.toThrow(/too large/)
    await me.say(chat, 'w'.repeat(1600))
    await stage.phones.received(ada, 'w'.repeat(1600))
    expect(await textsTo(ada)).toEqual(['w'.repeat(1600)])
  })

  it('is refused when nothing is in it', async () => {
    const event = await me.say(chat, ' \n\t \u200b ')
    await me.message(chat, /^⚠ Not sent: There is nothing in this message/)
    expect(await hasStatus(me, chat, event, 'FAIL_PERMANENT')).toMatchObject({
      reason: 'com.beeper.unsupported_event',
    })
  })

  it('names the number when nobody can have it', async () => {
    await bot.ask('text +123 hello', /“\+123” is not a phone number that can exist/)
    await invite('123')
    await me.message(bot.roomId, /^You invited @phone_123:\S+, but that stands for no phone number/)
    await expect(raw.request('GET', `/profile/${ghost('123')}`)).rejects.toThrow(/^40[34]/)
  })
})

it('sends what is unusual as it is, without control characters', async () => {
  await me.say(chat, '@room\u0000 \u001b[31mred\u0007\r\nnext 👨‍👩‍👧‍👦 שלום')
  const shown = '@room [31mred\nnext 👨‍👩‍👧‍👦 שלום'
  await stage.phones.received(ada, shown)
})

it('arrives in the other room when it is for another line of the same homeserver', async () => {
  await bot.ask('search US', /1\. /)
  await bot.ask('1', /yes/i)
  const second = bot.numberIn(await bot.ask('yes', /is yours now/))
  await bot.ask(`text ${second} on 1 from one to two`, /On its way/)
  const rooms = await until('both rooms', () => {
    const found = me.client
      .getRooms()
      .filter(({ roomId }) => me.bodies(roomId).includes('from one to two'))
    return found.length === 2 && found
  })
  const senders = rooms.map(({ roomId }) =>
    me.client
      .getRoom(roomId)
      ?.getLiveTimeline()
      .getEvents()
      .find((event) => event.getContent()['body'] === 'from one to two')
      ?.getSender(),
  )
  expect(senders.sort()).toEqual([me.userId, ghost(stage.line.slice(1))].sort())
})
