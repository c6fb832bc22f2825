import { afterAll, beforeAll, expect, it } from 'vitest'
import { square } from '../../bridges/sms/simulator/square.ts'
import { apiKey } from '../contract/telnyx/adapter.ts'
import { type FakeTelnyx, startTelnyx } from '../contract/telnyx/provider.ts'
import { publicKey } from '../contract/telnyx/signer.ts'
import { type RunningHomeline, startHomeline, temporaryFolder } from '../support/homeline.ts'
import { type MatrixUser, signIn } from '../support/matrix-user.ts'
import { hasStatus, statuses } from '../support/statuses.ts'
import { type Talk, talkIn } from '../support/talk.ts'
import { until } from '../support/wait.ts'

const ada = '+12025550123'
const owned = '+13122620142'
const forSale = '+13122620177'

let provider: FakeTelnyx
let folder: Awaited<ReturnType<typeof temporaryFolder>>
let homeline: RunningHomeline
let me: MatrixUser
let bot: Talk

beforeAll(async () => {
  provider = await startTelnyx({ forSale: [forSale] })
  provider.account.own(owned)
  folder = await temporaryFolder()
  await start()
})

afterAll(async () => {
  await stop()
  await folder[Symbol.asyncDispose]()
  await provider[Symbol.asyncDispose]()
})

async function start(): Promise<void> {
  homeline = await startHomeline({
    data: folder.path,
    env: {
      HOMELINE_CARRIERS_MAIN_KIND: 'telnyx',
      HOMELINE_CARRIERS_MAIN_API_KEY: apiKey,
      HOMELINE_CARRIERS_MAIN_PUBLIC_KEY: publicKey,
      HOMELINE_CARRIERS_MAIN_API_BASE: provider.url,
    },
  })
  const { homeserver, account = { userId: '', password: '' } } = homeline.ready
  me = await signIn(homeserver, account)
  bot = talkIn(me, (await me.roomNamed('Homeline')).roomId)
}

async function stop(): Promise<void> {
  await me[Symbol.asyncDispose]()
  await homeline.stop()
}

it('makes a line of a number that the account at the provider has already', async () => {
  await bot.ask(`get ${owned}`, /belongs to the carrier account already/)
  await bot.ask('yes', /is yours now/)
  const [profile] = [...provider.account.profiles.values()]
  expect(profile?.webhook_url).toContain('/webhooks/main/')
})

it('brings a text into a room, and answers from the right number with its final state', async () => {
  expect(await provider.text(ada, owned, 'Hello from Ada 👋')).toBe(204)
  const room = await me.room(({ roomId }) => me.bodies(roomId).includes('Hello from Ada 👋'))
  const id = await me.say(room.roomId, 'Hi Ada')
  const sent = await until('the text', () => provider.sent.find(({ text }) => text === 'Hi Ada'))
  expect(sent).toMatchObject({ from: owned, to: ada })
  await hasStatus(me, room.roomId, id, 'SUCCESS')
  expect(await provider.report(sent, 'delivered')).toBe(204)
  await provider.report(sent, 'sent')
  await until('the final state', () =>
    statuses(me, room.roomId, id).find(({ delivered_to_users: to }) => to?.length === 1),
  )
})

it('shows a picture that came, and sends one from where the provider can fetch it', async () => {
  const red = square([255, 0, 0]).bytes
  const media = [{ url: provider.keep('red.png', red), content_type: 'image/png' }]
  expect(await provider.text(ada, owned, 'Look', { type: 'MMS', media })).toBe(204)
  const room = await me.room(({ roomId }) => me.bodies(roomId).includes('Look'))
  const shown = await me.message(room.roomId, 'Look')
  expect(shown.getContent()).toMatchObject({ msgtype: 'm.image', info: { mimetype: 'image/png' } })

  const type = 'image/png'
  const blob = new Blob([new Uint8Array(red)], { type })
  const { content_uri: url } = await me.client.uploadContent(blob, { type })
  const content = {
    msgtype: 'm.image',
    url,
    body: 'And mine',
    filename: 'a.png',
    info: { mimetype: type },
  }
  await me.client.sendMessage(room.roomId, content as never)
  const sent = await until('the picture', () =>
    provider.sent.find(({ text }) => text === 'And mine'),
  )
  const [address = ''] = sent.media_urls ?? []
  const fetched = await fetch(address)
  expect(fetched.headers.get('content-type')).toBe(type)
  expect((await fetched.bytes()).length).toBeGreaterThan(50)
})

it('tells why a text did not arrive', async () => {
  const room = await me.room(({ roomId }) => me.bodies(roomId).includes('Hi Ada'))
  await me.say(room.roomId, 'Are you there?')
  const sent = await until('the text', () =>
    provider.sent.find(({ text }) => text === 'Are you there?'),
  )
  await provider.report(sent, 'delivery_failed', { errors: [{ code: '40001', title: 'x' }] })
  await me.message(room.roomId, /^⚠ Not sent: This number is a landline/)
})

it('takes no text from somebody else who knows the address', async () => {
  const [profile] = [...provider.account.profiles.values()]
  const body = JSON.stringify({ data: { event_type: 'message.received', payload: {} } })
  const headers = {
    'content-type': 'application/json',
    'telnyx-timestamp': String(Math.floor(Date.now() / 1000)),
    'telnyx-signature-ed25519': `${'A'.repeat(86)}==`,
  }
  const { status } = await fetch(profile?.webhook_url ?? '', { method: 'POST', headers, body })
  expect(status).toBe(403)
})

it('shows a text once, however often it is reported', async () => {
  const again = { id: 'message-that-comes-twice' }
  for (let time = 0; time < 3; time += 1) await provider.text(ada, owned, 'Only once', again)
  await provider.text(ada, owned, 'And then')
  const room = await me.room(({ roomId }) => me.bodies(roomId).includes('And then'))
  expect(me.bodies(room.roomId).filter((body) => body === 'Only once')).toHaveLength(1)
})

it('buys a number whose order takes a while, and texts from it', async () => {
  await bot.ask(`get ${forSale}`, /It costs 1\.10 USD/)
  await bot.ask('yes', /is yours now/)
  await provider.text(ada, forSale, 'To the new one')
  const room = await me.room(({ roomId }) => me.bodies(roomId).includes('To the new one'))
  await me.say(room.roomId, 'From the new one')
  const sent = await until('the text', () =>
    provider.sent.find(({ text }) => text === 'From the new one'),
  )
  expect(sent.from).toBe(forSale)
})

it('finds what came while it was away, and is reported to at its new address', async () => {
  await stop()
  expect(await provider.text(ada, owned, 'Is somebody there?')).toBe(0)
  await start()
  const room = await me.room(({ roomId }) => me.bodies(roomId).includes('Is somebody there?'))
  expect(
    await until('the new address', async () => await provider.text(ada, owned, 'Hello?')),
  ).toBe(204)
  await me.message(room.roomId, 'Hello?')
})
