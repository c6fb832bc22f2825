import { afterAll, beforeAll, expect, it } from 'vitest'
import { square } from '../../bridges/sms/simulator/square.ts'
import { type CarrierProcess, startCarrier } from '../support/carrier-process.ts'
import { startHomeline, temporaryFolder } from '../support/homeline.ts'
import { type MatrixUser, signIn } from '../support/matrix-user.ts'
import { statuses } from '../support/statuses.ts'
import { talkTo } from '../support/talk.ts'
import { until } from '../support/wait.ts'

const ada = '+12025550123'

const stack = new AsyncDisposableStack()
let carrier: CarrierProcess
let me: MatrixUser
beforeAll(async () => {
  const folder = stack.use(await temporaryFolder())
  carrier = stack.use(await startCarrier(folder.path))
  await carrier.phones.configure({ segmentsPerSecond: 0 })
  const env = environmentFor(carrier)
  const { ready } = stack.use(await startHomeline({ data: folder.path, env }))
  const account = ready.account ?? { userId: '', password: '' }
  me = stack.use(await signIn(ready.homeserver, account))
})
afterAll(() => stack.disposeAsync())

/** The simulated carrier speaks its language; webhooks are signed with the usual header, which it takes as well. */
function environmentFor({ url, environment }: CarrierProcess): Record<string, string> {
  const { HOMELINE_CARRIERS_SIM_ACCOUNT_SID: projectId = '' } = environment
  const { HOMELINE_CARRIERS_SIM_AUTH_TOKEN: token = '' } = environment
  return {
    HOMELINE_SIMULATOR_ENABLED: 'false',
    HOMELINE_CARRIERS_MAIN_KIND: 'signalwire',
    HOMELINE_CARRIERS_MAIN_SPACE: 'example',
    HOMELINE_CARRIERS_MAIN_PROJECT_ID: projectId,
    HOMELINE_CARRIERS_MAIN_API_TOKEN: token,
    HOMELINE_CARRIERS_MAIN_SIGNING_KEY: token,
    HOMELINE_CARRIERS_MAIN_API_BASE: url,
    HOMELINE_CARRIERS_MAIN_SETTLE_SECONDS: '1',
  }
}

it('says what has to be known, gets a number, and texts both ways', async () => {
  const bot = await talkTo(me, '@homeline:homeline.localhost')
  await bot.ask('search US 415', /^Numbers in United States:.*sender is registered.*Answer/s)
  const question = await bot.ask('1', /Shall I get it/)
  const line = bot.numberIn(await bot.ask('yes', /is yours now/))
  expect(question).toMatch(/does not say what it costs.*private people can’t be\. Receiving works/)

  await carrier.phones.text(ada, line, 'Hello from Ada')
  const room = await me.roomNamed('+1 202 555 0123')
  await me.message(room.roomId, 'Hello from Ada')
  const id = await me.say(room.roomId, 'Hi Ada')
  const received = await carrier.phones.received(ada, 'Hi Ada', 'delivered')
  expect(received.from).toBe(line)
  await until('the final state', () =>
    statuses(me, room.roomId, id).find(({ delivered_to_users: to }) => to?.length === 1),
  )
})

it('carries pictures both ways', async () => {
  const { type, bytes } = square([255, 0, 0])
  const room = await me.roomNamed('+1 202 555 0123')
  const line = (await carrier.phones.messages()).find(({ from }) => from === ada)?.to ?? ''
  const media = [{ type, base64: Buffer.from(bytes).toString('base64') }]
  await carrier.phones.text(ada, line, 'Look', media)
  const shown = await me.message(room.roomId, 'Look')
  expect(shown.getContent()).toMatchObject({ msgtype: 'm.image', info: { mimetype: type } })

  const blob = new Blob([new Uint8Array(bytes)], { type })
  const { content_uri: url } = await me.client.uploadContent(blob, { type })
  const info = { mimetype: type }
  const content = { msgtype: 'm.image', url, body: 'And mine', filename: 'a.png', info }
  await me.client.sendMessage(room.roomId, content as never)
  const received = await carrier.phones.received(ada, 'And mine', 'delivered')
  expect(received.media).toMatchObject([{ type }])
})
