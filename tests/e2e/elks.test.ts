import { afterAll, beforeAll, expect, it } from 'vitest'
import { password, received, username } from '../contract/elks/adapter.ts'
import { type FakeElks, startElks } from '../contract/elks/provider.ts'
import { type RunningHomeline, startHomeline, temporaryFolder } from '../support/homeline.ts'
import { type MatrixUser, signIn } from '../support/matrix-user.ts'
import { hasStatus, statuses } from '../support/statuses.ts'
import { type Talk, talkIn } from '../support/talk.ts'
import { until } from '../support/wait.ts'

const ada = '+46706861004'
const owned = '+46766861004'

let provider: FakeElks
let number: string
let folder: Awaited<ReturnType<typeof temporaryFolder>>
let homeline: RunningHomeline
let me: MatrixUser
let bot: Talk

beforeAll(async () => {
  provider = await startElks()
  number = provider.own(owned)
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
      HOMELINE_CARRIERS_46ELKS_KIND: '46elks',
      HOMELINE_CARRIERS_46ELKS_USERNAME: username,
      HOMELINE_CARRIERS_46ELKS_PASSWORD: password,
      HOMELINE_CARRIERS_46ELKS_API_BASE: provider.url,
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

const address = () => provider.numbers.get(number)?.sms_url ?? ''
const sent = async (message: string) =>
  await until('the text', () => provider.history.find((sms) => sms.message === message))

it('makes a line of a number that the account at the provider has', async () => {
  await bot.ask(`get ${owned}`, /belongs to the carrier account already/)
  await bot.ask('yes', /is yours now/)
  expect(address()).toContain('/webhooks/46elks/')
})

it('brings a text into a room, and answers from the right number with its final state', async () => {
  expect(await provider.text(ada, owned, 'Hej från Ada 👋')).toBe(204)
  const room = await me.room(({ roomId }) => me.bodies(roomId).includes('Hej från Ada 👋'))
  const id = await me.say(room.roomId, 'Hej Ada')
  const sms = await sent('Hej Ada')
  expect(sms).toMatchObject({ from: owned, to: ada })
  await hasStatus(me, room.roomId, id, 'SUCCESS')
  expect(await provider.report(sms, 'sent')).toBe(204)
  expect(await provider.report(sms, 'delivered')).toBe(204)
  await until('the final state', () =>
    statuses(me, room.roomId, id).find(({ delivered_to_users: to }) => to?.length === 1),
  )
})

it('tells that a text did not arrive', async () => {
  const room = await me.room(({ roomId }) => me.bodies(roomId).includes('Hej Ada'))
  await me.say(room.roomId, 'Are you there?')
  await provider.report(await sent('Are you there?'), 'failed')
  await me.message(room.roomId, /^⚠ Not sent: The phone network did not deliver it/)
})

it('sends a text once whose answer was lost: the state that comes tells that it was taken', async () => {
  const room = await me.room(({ roomId }) => me.bodies(roomId).includes('Hej Ada'))
  provider.loseAnswer()
  const id = await me.say(room.roomId, 'Only once')
  await provider.report(await sent('Only once'), 'delivered')
  await until('the final state', () =>
    statuses(me, room.roomId, id).find(({ delivered_to_users: to }) => to?.length === 1),
  )
  expect(provider.history.filter(({ message }) => message === 'Only once')).toHaveLength(1)
})

it('takes nothing from who does not know the whole address', async () => {
  const url = address().replace(/[^/]+$/, 'secret')
  const answer = await fetch(url, { method: 'POST', body: new URLSearchParams(received) })
  expect(answer.status).toBe(404)
})

it('finds what came while it was away, and is reported to at its new address', async () => {
  await stop()
  expect(await provider.text(ada, owned, 'Is somebody there?')).toBe(0)
  await start()
  const room = await me.room(({ roomId }) => me.bodies(roomId).includes('Is somebody there?'))
  await until('the new address', async () => (await provider.text(ada, owned, 'Hello?')) === 204)
  await me.message(room.roomId, 'Hello?')
})

it('ends a line whose number stays in the account, and is told nothing of it any more', async () => {
  await bot.ask(`release ${owned}`, /stays with its carrier/)
  await bot.ask('yes', /is released/)
  expect(provider.numbers.get(number)).toMatchObject({ active: 'yes' })
  expect(address()).toBe('')
})
