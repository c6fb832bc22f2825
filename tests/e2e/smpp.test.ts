import { afterAll, beforeAll, expect, it } from 'vitest'
import { deliverSm, startSmsc, type TestSmsc } from '../contract/smpp/smsc.ts'
import { type RunningHomeline, startHomeline, temporaryFolder } from '../support/homeline.ts'
import { type MatrixUser, signIn } from '../support/matrix-user.ts'
import { freePort } from '../support/own-synapse.ts'
import { type Phones, phonesAt } from '../support/phones.ts'
import { statuses } from '../support/statuses.ts'
import { type Talk, talkIn } from '../support/talk.ts'
import { until } from '../support/wait.ts'

const ada = '+12025550123'
const simulated = '+13035550199'
const outside = '+15017122661'

let folder: Awaited<ReturnType<typeof temporaryFolder>>
let smsc: TestSmsc
let environment: Record<string, string>
let homeline: RunningHomeline
let phones: Phones
let me: MatrixUser
let bot: Talk

beforeAll(async () => {
  folder = await temporaryFolder()
  smsc = await startSmsc()
  const port = String(await freePort())
  environment = {
    // One SMSC is the simulator's, the other one lives on when Homeline dies.
    HOMELINE_SIMULATOR_SMSC_PORT: port,
    HOMELINE_CARRIERS_OUT_SETTLE_SECONDS: '1',
    ...carrier('SIM', { HOST: '127.0.0.1', PORT: port, PASSWORD: 'secret' }, simulated),
    ...carrier(
      'OUT',
      { HOST: '127.0.0.1', PORT: String(smsc.port), PASSWORD: 'hidden99' },
      outside,
    ),
  }
  await start()
  bot = talkIn(me, (await me.roomNamed('Homeline')).roomId)
  for (const number of [simulated, outside]) {
    await bot.ask(`get ${number}`, /belongs to the carrier account already/)
    await bot.ask('yes', /is yours now/)
  }
})

afterAll(async () => {
  await me[Symbol.asyncDispose]()
  await homeline[Symbol.asyncDispose]()
  await smsc[Symbol.asyncDispose]()
  await folder[Symbol.asyncDispose]()
})

function carrier(name: string, keys: Record<string, string>, number: string) {
  const all = { KIND: 'smpp', SYSTEM_ID: 'homeline', NUMBERS: JSON.stringify([number]), ...keys }
  return Object.fromEntries(
    Object.entries(all).map(([key, value]) => [`HOMELINE_CARRIERS_${name}_${key}`, value]),
  )
}

async function start(): Promise<void> {
  homeline = await startHomeline({ data: folder.path, env: environment })
  const { handset = '', homeserver, account = { userId: '', password: '' } } = homeline.ready
  phones = phonesAt(handset)
  await phones.configure({ segmentsPerSecond: 0 })
  me = await signIn(homeserver, account)
}

it('texts go both ways over SMPP, long ones too, and their delivery is told', async () => {
  const long = `${'One (two) three € '.repeat(30)}the end`
  await phones.text(ada, simulated, long)
  const room = await me.roomNamed('+1 202 555 0123')
  await me.message(room.roomId, long)
  for (const text of ['Hi Ada 👋', `${long} indeed`]) {
    const id = await me.say(room.roomId, text)
    expect(await phones.received(ada, text, 'delivered')).toMatchObject({ from: simulated })
    await until('the final state', () =>
      statuses(me, room.roomId, id).find(({ delivered_to_users: to }) => to?.length === 1),
    )
  }
})

it('why a text can not go out is told', async () => {
  await bot.ask('label 2 Centre', /Centre/)
  await bot.ask('text +15005550001 on Centre Hello?', /./)
  const room = await me.roomNamed('+1 500 555 0001')
  await me.message(room.roomId, /^⚠ Not sent: The carrier does not take this number/)
})

it('what the SMSC has while Homeline is killed arrives once, in order', async () => {
  const from = { source: { ton: 1, npi: 1, address: '12025550124' } }
  const to = { destination: { ton: 1, npi: 1, address: outside.slice(1) } }
  const bring = async (text: string) =>
    await (await smsc.session()).deliver({ ...deliverSm({ text }), ...from, ...to })
  expect(await bring('before')).toBe(0)
  smsc.isAwake = false
  expect(await bring('ok')).toBe(0)
  await me[Symbol.asyncDispose]()
  await homeline.kill()
  smsc.isAwake = true
  await start()
  // It could not know whether "ok" was taken.
  expect(await bring('ok')).toBe(0)
  expect(await bring('ok')).toBe(0)
  expect(await bring('after')).toBe(0)
  const room = await me.roomNamed('+1 202 555 0124')
  await me.message(room.roomId, 'after')
  expect(me.bodies(room.roomId)).toEqual(['before', 'ok', 'ok', 'after'])
})

it('a text without an answer is in doubt, and is not sent again by itself', async () => {
  const room = await me.roomNamed('+1 202 555 0124')
  expect(smsc.submitted).toEqual([])
  smsc.onSubmit = (session) => session.cut()
  await me.say(room.roomId, 'Are you there?')
  await until('the text', () => smsc.submitted.length > 0)
  expect(smsc.submitted[0]?.source.address).toBe(outside.slice(1))
  await me.message(room.roomId, /^⚠ This may not have been sent/)
  expect(smsc.submitted).toHaveLength(1)
})

it('no text and no password is in the log', () => {
  const log = homeline.errors()
  expect(log).toContain('bound to the SMSC')
  for (const secret of ['hidden99', 'Hi Ada', '12025550123', '15017122661']) {
    expect(log).not.toContain(secret)
  }
})
