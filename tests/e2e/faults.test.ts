import { readFile } from 'node:fs/promises'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { type Stage, setStage } from '../support/stage.ts'
import { until } from '../support/wait.ts'

let stage: Stage
let homeline: Stage['homeline']
let phones: Stage['phones']
let me: Stage['me']
let line: string

beforeAll(async () => {
  stage = await setStage()
  ;({ homeline, phones, me, line } = stage)
})

afterAll(async () => await stage[Symbol.asyncDispose]())

const calm = {
  segmentsPerSecond: 0,
  speed: 10,
  errorPercent: 0,
  rateLimitPercent: 0,
  resetPercent: 0,
  timeoutPercent: 0,
}

/** Who texts first, so that there is a room to answer in. */
async function chatWith(number: string, name: string): Promise<string> {
  await phones.text(number, line, 'hello')
  const { roomId } = await me.roomNamed(name)
  await me.message(roomId, 'hello')
  return roomId
}

const sentTo = async (number: string) =>
  (await phones.messages())
    .filter(({ direction, to }) => direction === 'out' && to === number)
    .map(({ text }) => text)

async function carrierErrors(): Promise<number> {
  const page = await (await fetch(`${homeline.ready.web}/metrics`)).text()
  return [...page.matchAll(/homeline_carrier_errors_total\{[^}]*\} (\d+)/g)].reduce(
    (sum, match) => sum + Number(match[1]),
    0,
  )
}

const notices = (roomId: string) => me.bodies(roomId).filter((body) => body.startsWith('⚠'))

it.each([
  ['answers 500', 'errorPercent', '+12025550131', '+1 202 555 0131'],
  ['asks for patience', 'rateLimitPercent', '+12025550132', '+1 202 555 0132'],
  ['cuts the connection', 'resetPercent', '+12025550133', '+1 202 555 0133'],
  ['takes a text and never answers', 'timeoutPercent', '+12025550134', '+1 202 555 0134'],
])(
  'sends each text once, without alarm, when the carrier %s',
  async (_what, fault, number, name) => {
    const room = await chatWith(number, name)
    const texts = ['ok', 'ok', 'and more']
    const before = await carrierErrors()
    await phones.configure({ ...calm, [fault]: 100 })
    for (const text of texts) await me.say(room, text)
    await until('the carrier to fail', async () => (await carrierErrors()) > before)
    await phones.configure({ ...calm, [fault]: 0 })
    await phones.received(number, 'and more', 'delivered')
    expect(await sentTo(number)).toEqual(texts)
    expect(notices(room)).toEqual([])
  },
)

it('tells the reason in the room every time the carrier refuses for good', async () => {
  await phones.configure(calm)
  for (const [number, reason] of [
    ['+15005550001', /not valid/],
    ['+15005550002', /no way from this line/],
    ['+15005550003', /may not text that country/],
    ['+15005550004', /answered STOP/],
    ['+15005550007', /filtered/],
    ['+15005550009', /landline or can not receive/],
    ['+15005550013', /not registered/],
    ['+15005550014', /landline/],
  ] as const) {
    const ghost = `@phone_${number.slice(1)}:homeline.localhost`
    const { room_id: room } = await me.client.createRoom({ is_direct: true, invite: [ghost] })
    await me.message(room, /^Texts from here go out from/)
    await me.say(room, 'Hello?')
    const notice = await me.message(room, /^⚠ Not sent/)
    expect(notice.getContent()['body']).toMatch(reason)
  }
})

it('keeps texts while the homeserver hangs, and delivers them in order afterwards', async () => {
  const room = await chatWith('+12025550135', '+1 202 555 0135')
  const pid = Number(await readFile(`${stage.data}/synapse/homeserver.pid`, 'utf8'))
  process.kill(pid, 'SIGSTOP')
  const texts = Array.from({ length: 20 }, (_, index) => `while it hangs ${index}`)
  for (const text of texts) await phones.text('+12025550135', line, text)
  await until('all of them to be on disk', async () => {
    const page = await (await fetch(`${homeline.ready.web}/metrics`)).text()
    return Number(/homeline_inbox_entries\{state="ready"\} (\d+)/.exec(page)?.[1]) >= 20
  })
  process.kill(pid, 'SIGCONT')
  await me.message(room, texts.at(-1) ?? '')
  expect(me.bodies(room)).toEqual(['hello', ...texts])
})

it('takes a webhook that is repeated a hundred times for one text', async () => {
  const room = await chatWith('+12025550136', '+1 202 555 0136')
  await phones.configure({ ...calm, duplicatePercent: 100 })
  for (let index = 0; index < 50; index += 1) await phones.text('+12025550136', line, `n ${index}`)
  await me.message(room, 'n 49')
  await phones.configure({ ...calm, duplicatePercent: 0 })
  expect(me.bodies(room)).toHaveLength(51)
})

it('finds what the homeserver forgot when it died before it had told', async () => {
  const number = '+12025550138'
  const room = await chatWith(number, '+1 202 555 0138')
  const pid = Number(await readFile(`${stage.data}/synapse/homeserver.pid`, 'utf8'))
  // Homeline answers no transaction: what is written meanwhile waits in the homeserver's memory.
  process.kill(homeline.pid, 'SIGSTOP')
  const texts = Array.from({ length: 8 }, (_, index) => `forgotten ${index}`)
  for (const text of texts) await me.say(room, text)
  process.kill(pid, 'SIGKILL')
  process.kill(homeline.pid, 'SIGCONT')
  await phones.received(number, texts.at(-1) ?? '')
  expect(await sentTo(number)).toEqual(texts)
  expect(homeline.output()).toContain('the homeserver is away')
})

it('starts the homeserver again when it dies, and goes on', async () => {
  const pid = Number(await readFile(`${stage.data}/synapse/homeserver.pid`, 'utf8'))
  process.kill(pid, 'SIGKILL')
  const room = await chatWith('+12025550137', '+1 202 555 0137')
  await me.say(room, 'still here')
  await phones.received('+12025550137', 'still here', 'delivered')
  expect(homeline.output()).toContain('the homeserver died; it is started again')
})
