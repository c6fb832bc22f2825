import { createHmac } from 'node:crypto'
import { EventType } from 'matrix-js-sdk'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { phone } from '../../bridges/sms/simulator/gateway/phone.ts'
import { square } from '../../bridges/sms/simulator/square.ts'
import { type CarrierProcess, startCarrier } from '../support/carrier-process.ts'
import {
  type RunningHomeline,
  runHomeline,
  startHomeline,
  temporaryFolder,
} from '../support/homeline.ts'
import { type MatrixUser, signIn } from '../support/matrix-user.ts'
import { statuses } from '../support/statuses.ts'
import { type Talk, talkIn } from '../support/talk.ts'
import { until } from '../support/wait.ts'

const ada = '+12025550123'
const [{ number: first }, { number: second }] = phone.sims

const stack = new AsyncDisposableStack()
let data: string
let carrier: CarrierProcess
let homeline: RunningHomeline
let me: MatrixUser
let bot: Talk

beforeAll(async () => {
  data = stack.use(await temporaryFolder()).path
  carrier = stack.use(await startCarrier(data, 'smsgate'))
  await carrier.phones.configure({ segmentsPerSecond: 0 })
  homeline = stack.use(await startHomeline({ data, env: carrier.environment }))
  const { homeserver, account = { userId: '', password: '' } } = homeline.ready
  me = stack.use(await signIn(homeserver, account))
  bot = talkIn(me, (await me.roomNamed('Homeline')).roomId)
})

afterAll(async () => await stack.disposeAsync())

/** What the phone does: goes off the net, repeats sooner. */
async function set(state: object): Promise<void> {
  await fetch(`${carrier.url}/_sim/gateway`, {
    method: 'PUT',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(state),
  })
}

async function finalState(roomId: string, eventId: string) {
  return await until('the final state', () =>
    statuses(me, roomId, eventId).find(({ delivered_to_users: to }) => to?.length === 1),
  )
}

it('makes the numbers of the SIMs lines by asking for them', async () => {
  for (const number of [first, second]) {
    await bot.ask(`get ${number}`, /belongs to the carrier account already/)
    expect(bot.numberIn(await bot.ask('yes', /is yours now/))).toBe(number)
  }
})

it('carries a text from a phone to its room, and the answer back from the SIM it came to', async () => {
  for (const [number, text] of [
    [first, 'Hello, first SIM'],
    [second, 'Hello, second SIM 👋'],
  ] as const) {
    await carrier.phones.text(ada, number, text)
    const room = await me.room(({ roomId }) => me.bodies(roomId).includes(text), text)
    const id = await me.say(room.roomId, `answer to ${text}`)
    expect(await carrier.phones.received(ada, `answer to ${text}`, 'delivered')).toMatchObject({
      from: number,
    })
    await finalState(room.roomId, id)
  }
})

it('tells the delivery of a long text when all of its parts are there', async () => {
  const room = await me.room(({ roomId }) => me.bodies(roomId).includes('Hello, first SIM'))
  const long = 'long '.repeat(90).trim()
  const id = await me.say(room.roomId, long)
  expect(await carrier.phones.received(ada, long, 'delivered')).toMatchObject({ segments: 3 })
  await finalState(room.roomId, id)
})

it('tells why the phone could not send, in words', async () => {
  const { room_id: room } = await me.client.createRoom({
    is_direct: true,
    invite: ['@phone_15005550013:homeline.localhost'],
  })
  await me.message(room, /^Texts from here go out from/)
  await me.say(room, 'Hello?')
  await me.message(room, /^⚠ Not sent: The phone network refused this text/)
})

it('sends what was written while the phone was off, and gets what came meanwhile', async () => {
  const room = await me.room(({ roomId }) => me.bodies(roomId).includes('Hello, first SIM'))
  await set({ isOffline: true })
  const id = await me.say(room.roomId, 'written meanwhile')
  await carrier.phones.text(ada, first, 'came meanwhile')
  await until('the text to be taken', () => statuses(me, room.roomId, id).length > 0)
  expect((await carrier.phones.messages()).map(({ text }) => text)).not.toContain(
    'written meanwhile',
  )
  await set({ isOffline: false })
  await me.message(room.roomId, 'came meanwhile')
  await carrier.phones.received(ada, 'written meanwhile', 'delivered')
  await finalState(room.roomId, id)
})

it('is asked again by a reaction to the notice, as a text of its own', async () => {
  const room = await me.room(({ roomId }) =>
    me.bodies(roomId).some((body) => /The phone network refused/.test(body)),
  )
  const notice = await me.message(room.roomId, /^⚠ Not sent/)
  await me.client.sendEvent(room.roomId, EventType.Reaction, {
    'm.relates_to': { rel_type: 'm.annotation', event_id: notice.getId() ?? '', key: '🔁' },
  } as never)
  await until('two attempts', async () => {
    const sent = (await carrier.phones.messages()).filter(({ to }) => to === '+15005550013')
    return sent.length === 2
  })
})

it('is known to the doctor', async () => {
  const args = ['doctor', '--data', data, '--set', 'web.publicUrl=http://127.0.0.1:9']
  const { output } = await runHomeline([...args], carrier.environment)
  expect(output).toContain('✓ Carrier "sim": 2 numbers')
  const wrong = { ...carrier.environment, HOMELINE_CARRIERS_SIM_PASSWORD: 'wrong' }
  const refused = await runHomeline([...args], wrong)
  expect(refused.output).toMatch(/✗ Carrier "sim": .*does not accept our credentials/)
})

it('shows the picture that the phone has downloaded', async () => {
  const credentials = Buffer.from(`${phone.user}:${phone.password}`).toString('base64')
  const headers = { authorization: `Basic ${credentials}` }
  const registered = await (await fetch(`${carrier.url}/3rdparty/v1/webhooks`, { headers })).json()
  const { url } = Object(registered).find((each: object) => Object(each).event === 'mms:downloaded')
  const attachment = {
    contentType: 'image/png',
    name: 'red.png',
    data: Buffer.from(square([255, 0, 0]).bytes).toString('base64'),
  }
  const payload = {
    messageId: 'mms-1',
    sender: ada,
    simNumber: 1,
    receivedAt: new Date().toISOString(),
    body: 'Look',
    attachments: [attachment],
  }
  const body = JSON.stringify({ id: 'report-1', event: 'mms:downloaded', payload })
  const timestamp = String(Math.floor(Date.now() / 1000))
  const signature = createHmac('sha256', phone.signingKey)
    .update(body + timestamp)
    .digest('hex')
  const signed = { 'x-signature': signature, 'x-timestamp': timestamp }
  expect((await fetch(url, { method: 'POST', headers: signed, body })).status).toBe(204)
  const room = await me.room(({ roomId }) => me.bodies(roomId).includes('Look'))
  const shown = await me.message(room.roomId, 'Look')
  expect(shown.getContent()).toMatchObject({ msgtype: 'm.image', info: { mimetype: 'image/png' } })
})
