import { EventType } from 'matrix-js-sdk'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type Stage, setStage } from '../support/stage.ts'
import { statuses } from '../support/statuses.ts'
import { until } from '../support/wait.ts'

const ada = '+12025550123'
const ben = '+12025550124'

let stage: Stage
let phones: Stage['phones']
let me: Stage['me']
let line: string

beforeAll(async () => {
  stage = await setStage()
  ;({ phones, me, line } = stage)
})

afterAll(async () => await stage[Symbol.asyncDispose]())

describe('a text from a phone', () => {
  it('opens a chat of two in the space of its line, and appears there', async () => {
    await phones.text(ada, line, 'Hello from Ada')
    const room = await me.roomNamed('+1 202 555 0123')
    await me.message(room.roomId, 'Hello from Ada')
    expect(room.getJoinedMemberCount()).toBe(2)
    const direct = await until(
      'the direct chat',
      () =>
        me.client.getAccountData(EventType.Direct)?.getContent()[
          '@phone_12025550123:homeline.localhost'
        ],
    )
    expect(direct).toEqual([room.roomId])
    const topic = room.currentState.getStateEvents('m.room.topic', '')?.getContent()['topic']
    expect(topic).toContain('no text leaves this machine')
    const parent = room.currentState.getStateEvents('m.space.parent')[0]?.getStateKey() ?? ''
    await until('the room in its space', () =>
      me.client.getRoom(parent)?.currentState.getStateEvents('m.space.child', room.roomId),
    )
    for (const type of ['m.bridge', 'uk.half-shot.bridge']) {
      expect(room.currentState.getStateEvents(type)).toHaveLength(1)
    }
  })

  it('keeps the order of many, and shows what is unusual as it is', async () => {
    const texts = ['שלום', '👨‍👩‍👧‍👦', '@room <b>bold</b>', 'a\nb', 'ok', 'ok', 'x'.repeat(1600)]
    for (const text of texts) await phones.text(ben, line, text)
    const room = await me.roomNamed('+1 202 555 0124')
    await me.message(room.roomId, texts.at(-1) ?? '')
    expect(me.bodies(room.roomId)).toEqual(texts)
  })

  it('comes from short codes, names and withheld numbers as well', async () => {
    await phones.text('72345', line, 'Your code is 1')
    await phones.text('ACME', line, 'Sale')
    await phones.text('anonymous', line, 'Guess who')
    for (const [name, body] of [
      ['72345', 'Your code is 1'],
      ['ACME', 'Sale'],
      ['Private number', 'Guess who'],
    ] as const) {
      const room = await me.roomNamed(name)
      await me.message(room.roomId, body)
    }
    const named = await me.roomNamed('ACME')
    const id = await me.say(named.roomId, 'Stop it')
    await me.message(named.roomId, /^⚠ Not sent: ACME can not receive texts/)
    expect(statuses(me, named.roomId, id).at(-1)).toMatchObject({ status: 'FAIL_PERMANENT' })
  })
})

describe('a text from a room', () => {
  it('arrives on the phone from the number of the line, and its delivery is told', async () => {
    const room = await me.roomNamed('+1 202 555 0123')
    const id = await me.say(room.roomId, 'Hi Ada')
    expect(await phones.received(ada, 'Hi Ada', 'delivered')).toMatchObject({ from: line })
    await until('the final state', () =>
      statuses(me, room.roomId, id).find(({ delivered_to_users: to }) => to?.length === 1),
    )
    const ghost = '@phone_12025550123:homeline.localhost'
    await until('the receipt', () => room.getEventReadUpTo(ghost, true) === id)
  })

  it('is refused with the reason when it is no text, and an edit goes out as a correction', async () => {
    const room = await me.roomNamed('+1 202 555 0123')
    await me.client.sendMessage(room.roomId, {
      msgtype: 'm.location',
      body: 'Here I am',
      geo_uri: 'geo:48.2,16.4',
    } as never)
    await me.message(room.roomId, /Locations can't be sent/)
    const id = await me.say(room.roomId, 'See you at fife')
    await me.client.sendMessage(room.roomId, {
      msgtype: 'm.text',
      body: '* See you at five',
      'm.new_content': { msgtype: 'm.text', body: 'See you at five' },
      'm.relates_to': { rel_type: 'm.replace', event_id: id },
    } as never)
    await phones.received(ada, '* See you at five')
    await me.client.redactEvent(room.roomId, id)
    await me.message(room.roomId, /can not be taken back/)
  })

  it('begins a chat by inviting the ghost, and tells why it failed in the end', async () => {
    const landline = await newChat('+15005550014')
    await me.message(landline, /^Texts from here go out from \+1/)
    await me.say(landline, 'Hello?')
    await me.message(landline, /^⚠ Not sent: This number is a landline/)
  })

  it('goes out again by a reaction to the notice, once', async () => {
    await phones.text(ben, line, 'STOP')
    const room = await me.roomNamed('+1 202 555 0124')
    await me.message(room.roomId, 'STOP')
    await me.say(room.roomId, 'Please?')
    const notice = await me.message(room.roomId, /^⚠ Not sent: They answered STOP/)
    await phones.text(ben, line, 'START')
    await me.message(room.roomId, 'They get texts from this number again.')
    for (const key of ['🔁\ufe0f', '🔁']) {
      await me.client.sendEvent(room.roomId, EventType.Reaction, {
        'm.relates_to': {
          rel_type: 'm.annotation',
          event_id: notice.getId() ?? '',
          key,
        },
      } as never)
      await phones.received(ben, 'Please?', 'delivered')
    }
    await me.say(room.roomId, 'after')
    await phones.received(ben, 'after')
    expect((await phones.messages()).filter(({ text }) => text === 'Please?')).toHaveLength(1)
  })
})

/** A new chat as clients begin it: a direct chat that invites the ghost. */
async function newChat(number: string): Promise<string> {
  const ghost = `@phone_${number.slice(1)}:homeline.localhost`
  const { room_id } = await me.client.createRoom({
    is_direct: true,
    invite: [ghost],
    preset: 'trusted_private_chat',
  } as never)
  return room_id
}
