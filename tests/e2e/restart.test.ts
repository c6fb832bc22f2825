import { readFile } from 'node:fs/promises'
import path from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type CarrierProcess, startCarrier } from '../support/carrier-process.ts'
import { type RunningHomeline, startHomeline, temporaryFolder } from '../support/homeline.ts'
import { type MatrixUser, signIn } from '../support/matrix-user.ts'
import { type Talk, talkIn } from '../support/talk.ts'
import { until } from '../support/wait.ts'

const ada = '+12025550191'

let folder: Awaited<ReturnType<typeof temporaryFolder>>
let data: string
let carrier: CarrierProcess
let homeline: RunningHomeline
let me: MatrixUser
let bot: Talk
let chat: string
let number: string
/** Everything that the Homelines of this test have logged. */
let printed = ''
/** What must not be in there. */
const secrets: string[] = ['12025550191', '202 555 0191']

beforeAll(async () => {
  folder = await temporaryFolder()
  data = path.join(folder.path, 'data')
  carrier = await startCarrier(folder.path)
  await carrier.phones.configure({ segmentsPerSecond: 0 })
  await start()
  await bot.ask('search US', /1\. /)
  await bot.ask('1', /yes/i)
  number = bot.numberIn(await bot.ask('yes', /is yours now/))
  secrets.push(number.slice(1), number.slice(2))
  await text('Hello from Ada')
  chat = (await me.roomNamed('+1 202 555 0191')).roomId
})

afterAll(async () => {
  await me[Symbol.asyncDispose]()
  await homeline[Symbol.asyncDispose]()
  await carrier[Symbol.asyncDispose]()
  await folder[Symbol.asyncDispose]()
})

async function start(): Promise<void> {
  homeline = await startHomeline({
    data,
    env: { ...carrier.environment, HOMELINE_LOG_LEVEL: 'debug' },
  })
  me = await signIn(
    homeline.ready.homeserver,
    homeline.ready.account ?? { userId: '', password: '' },
  )
  bot = talkIn(me, (await me.roomNamed('Homeline')).roomId)
}

/** Ends it one way or the other; its homeserver has to end, too. */
async function end(how: 'stop' | 'kill'): Promise<number | null> {
  await me[Symbol.asyncDispose]()
  const pid = Number(await readFile(path.join(data, 'synapse/homeserver.pid'), 'utf8'))
  expect(isAlive(pid)).toBe(true)
  const status = how === 'stop' ? await homeline.stop() : void (await homeline.kill())
  await until('the homeserver to end', () => !isAlive(pid), 10_000)
  printed += homeline.errors()
  return status ?? null
}

function isAlive(pid: number): boolean {
  try {
    return process.kill(pid, 0)
  } catch {
    return false
  }
}

async function text(body: string): Promise<void> {
  secrets.push(body)
  await carrier.phones.text(ada, number, body)
}

async function say(body: string): Promise<void> {
  secrets.push(body)
  await me.say(chat, body)
}

describe('stopped with SIGTERM', () => {
  it('ends within seconds, its homeserver too, and everything is there after the next start', async () => {
    await say('Hi Ada')
    await carrier.phones.received(ada, 'Hi Ada', 'delivered')
    const { account } = homeline.ready
    const rooms = me.client.getRooms().map(({ roomId }) => roomId)
    const stoppedAt = Date.now()
    expect(await end('stop')).toBe(0)
    expect(Date.now() - stoppedAt).toBeLessThan(8000)

    const startedAt = Date.now()
    await start()
    expect(Date.now() - startedAt).toBeLessThan(15_000)
    expect(homeline.ready.account).toEqual(account)
    expect(homeline.ready.lines).toEqual([{ number }])
    expect(
      me.client
        .getRooms()
        .map(({ roomId }) => roomId)
        .sort(),
    ).toEqual(rooms.sort())
    await text('Are you there?')
    await me.message(chat, 'Are you there?')
    await say('Yes')
    expect(await carrier.phones.received(ada, 'Yes', 'delivered')).toMatchObject({ from: number })
  })

  it('a dialogue with the bot goes on over the restart', async () => {
    const list = await bot.ask('search Germany', /2\. /)
    const [, second = ''] = /2\. (\+49[\d ]+)/.exec(list) ?? []
    await end('stop')
    await start()
    const question = await bot.ask('2', /yes or no/)
    expect(question).toContain(second.trim())
    await end('kill')
    await start()
    expect(await bot.ask('yes', /is yours now/)).toContain(second.trim())
    secrets.push(second.replace(/\D/g, ''))
    await bot.ask('release 2', /yes or no/)
    await bot.ask('yes', /is released/)
  })
})

describe('killed with SIGKILL', () => {
  it('gets what was texted meanwhile after the start, in order and once', async () => {
    await end('kill')
    const meanwhile = ['lost one', 'ok', 'ok', 'lost four']
    for (const body of meanwhile) await text(body)
    await start()
    await text('found again')
    await me.message(chat, 'found again')
    const bodies = me.bodies(chat)
    expect(bodies.slice(bodies.indexOf('Yes') + 1)).toEqual([...meanwhile, 'found again'])
  })

  it('sends what was written and not yet sent, once', async () => {
    await carrier.phones.configure({ errorPercent: 100 })
    await say('in the middle')
    await until('the carrier to refuse', async () => {
      const page = await (await fetch(`${homeline.ready.web}/metrics`)).text()
      return /homeline_carrier_errors_total\{[^}]*\} [1-9]/.test(page)
    })
    await end('kill')
    await carrier.phones.configure({ errorPercent: 0 })
    await start()
    await carrier.phones.received(ada, 'in the middle', 'delivered')
    await say('and after')
    await carrier.phones.received(ada, 'and after', 'delivered')
    const sent = (await carrier.phones.messages()).filter(({ to }) => to === ada)
    expect(sent.filter(({ text: body }) => body === 'in the middle')).toHaveLength(1)
    expect(me.bodies(chat).filter((body) => body.startsWith('⚠'))).toEqual([])
  })
})

it('has printed neither texts nor whole numbers, at any level', async () => {
  expect(await end('stop')).toBe(0)
  expect(printed).toContain('"msg":')
  for (const secret of secrets.filter((each) => each.length > 3)) {
    expect(printed, secret).not.toContain(secret)
  }
})
