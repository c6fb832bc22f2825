import path from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type CarrierProcess, startCarrier } from '../support/carrier-process.ts'
import {
  type RunningHomeline,
  runHomeline,
  startHomeline,
  temporaryFolder,
} from '../support/homeline.ts'
import { type MatrixUser, signIn } from '../support/matrix-user.ts'
import { freePort } from '../support/own-synapse.ts'
import { type SignedWebhooks, signedWebhooks } from '../support/signed-webhooks.ts'
import { type Talk, talkIn } from '../support/talk.ts'
import { until } from '../support/wait.ts'

let folder: Awaited<ReturnType<typeof temporaryFolder>>
let carrier: CarrierProcess
let homeline: RunningHomeline
let me: MatrixUser
let bot: Talk
let webhooks: SignedWebhooks
let data: string

beforeAll(async () => {
  folder = await temporaryFolder()
  data = path.join(folder.path, 'one')
  carrier = await startCarrier(folder.path)
  webhooks = signedWebhooks(carrier)
  await carrier.phones.configure({ segmentsPerSecond: 0 })
  homeline = await startHomeline({ data, env: carrier.environment })
  me = await signIn(homeline.ready.homeserver, account())
  bot = talkIn(me, (await me.roomNamed('Homeline')).roomId)
})

afterAll(async () => {
  await me[Symbol.asyncDispose]()
  await homeline[Symbol.asyncDispose]()
  await carrier[Symbol.asyncDispose]()
  await folder[Symbol.asyncDispose]()
})

const account = () => homeline.ready.account ?? { userId: '', password: '' }
const run = async (...args: string[]) => await runHomeline([...args, '--data', data])

async function metric(name: string): Promise<number> {
  const page = await (await fetch(`${homeline.ready.web}/metrics`)).text()
  const line = page.split('\n').find((candidate) => candidate.startsWith(`${name} `))
  return Number(line?.split(' ').at(-1) ?? Number.NaN)
}

const sid = (digit: number) => `SM${String(digit).repeat(32)}`

describe('health and metrics', () => {
  it('say that texts can flow, and what went through', async () => {
    for (const page of ['/health', '/health/ready', '/health/live']) {
      const answer = await fetch(`${homeline.ready.web}${page}`)
      expect(answer.status).toBe(200)
      expect(await answer.json()).toMatchObject({ live: true })
    }
    const metrics = await fetch(`${homeline.ready.web}/metrics`)
    expect(metrics.headers.get('content-type')).toMatch(/^text\/plain; version=/)
    const text = await metrics.text()
    for (const name of [
      'homeline_inbox_entries',
      'homeline_inbox_oldest_seconds',
      'homeline_messages_total',
      'homeline_latency_seconds',
      'homeline_homeserver_errors_total',
      'homeline_homeserver_restarts_total',
      'process_cpu_seconds_total',
      'process_resident_memory_bytes',
      'process_start_time_seconds',
    ]) {
      expect(text).toContain(`# HELP ${name} `)
    }
    const figure = (name: string) => Number(new RegExp(`^${name} (.+)$`, 'm').exec(text)?.[1])
    expect(figure('process_cpu_seconds_total')).toBeGreaterThan(0.1)
    expect(figure('process_resident_memory_bytes')).toBeGreaterThan(50e6)
    expect(Math.abs(figure('process_start_time_seconds') - Date.now() / 1000)).toBeLessThan(600)
  })

  it('are all that strangers get', async () => {
    for (const [method, page] of [
      ['GET', '/'],
      ['GET', '/admin/inbox'],
      ['POST', '/admin/inbox/1/retry'],
      ['POST', '/webhooks/sim/guess'],
      ['POST', '/webhooks/none/guess'],
    ] as const) {
      const { status } = await fetch(`${homeline.ready.web}${page}`, { method })
      expect([401, 404], page).toContain(status)
    }
  })
})

describe('a rightly signed text for a number that is none of our lines', () => {
  it('is kept, counted, listed, and delivered once the number is a line', async () => {
    await bot.ask('search US', /1\. /)
    await bot.ask('1', /yes/i)
    await bot.ask('yes', /is yours now/)
    const list = await bot.ask('search US', /2\. /)
    const [, wanted = ''] = /2\. (\+1[\d ]+)/.exec(list) ?? []
    const number = wanted.replaceAll(' ', '')

    const text = { From: '+12025550181', To: number, Body: 'too early' }
    expect(await webhooks.post({ MessageSid: sid(1), SmsSid: sid(1), ...text })).toBe(204)
    await until(
      'it to be parked',
      async () => (await metric('homeline_inbox_entries{state="parked"}')) === 1,
    )
    expect(
      await metric('homeline_messages_total{carrier="sim",direction="in",outcome="no-line"}'),
    ).toBe(1)
    const listed = await run('inbox')
    expect(listed.output).toContain('0 waiting, 1 parked.')
    expect(listed.output).toContain('A text for a number that is no line of ours')
    expect(listed.output).not.toContain('too early')
    expect(listed.status).toBe(0)
    expect(me.client.getRooms().some(({ name }) => name === '+1 202 555 0181')).toBe(false)
    const [, id = ''] = /^ {2}(\d+) /m.exec(listed.output) ?? []

    const unknown = await run('inbox', 'retry', '999999')
    expect(unknown).toMatchObject({ status: 1 })
    expect(unknown.output).toContain('No parked entry has the ID 999999.')
    await bot.ask(`get ${number}`, /yes or no/)
    await bot.ask('yes', /is yours now/)
    const retried = await run('inbox', 'retry', id)
    expect(retried.output).toContain(`Entry ${id} is worked on again.`)
    expect(retried.status).toBe(0)
    const room = await me.roomNamed('+1 202 555 0181')
    await me.message(room.roomId, 'too early')
    expect((await run('inbox')).output).toContain('0 waiting, 0 parked.')
    expect((await run('inbox', 'retry', id)).status).toBe(1)
  })

  it('is refused when it is not rightly signed, malformed or too large', async () => {
    const number = homeline.ready.lines[0]?.number ?? ''
    const text = { From: '+12025550182', To: number, Body: 'forged' }
    expect(
      await webhooks.post({ MessageSid: sid(2), SmsSid: sid(2), ...text }, { signed: false }),
    ).toBe(403)
    const nowhere = { ...text, To: 'nowhere' }
    expect(await webhooks.post({ MessageSid: sid(4), SmsSid: sid(4), ...nowhere })).toBe(400)
    const large = { ...text, Body: 'x'.repeat(9_000_000) }
    expect(await webhooks.post({ MessageSid: sid(3), SmsSid: sid(3), ...large })).toBe(413)
    expect(homeline.output()).not.toContain('forged')
  })
})

describe('on the same data folder', () => {
  it('a second Homeline is refused with a sentence, and the first goes on', async () => {
    const { status, output } = await run('start', '--ports', '0')
    expect(output).toMatch(/Another Homeline is using .*homeline\.db\. Stop it first, or choose/)
    expect(output).not.toMatch(/^\s+at /m)
    expect(status).toBe(1)
    expect((await fetch(`${homeline.ready.web}/health`)).status).toBe(200)
    await bot.ask('status', /Homeline 0/)
  })
})

describe('several side by side', () => {
  it('run from one clone, on ports of their own', async () => {
    const base = await freePort()
    await using other = await startHomeline({
      data: path.join(folder.path, 'two'),
      flags: ['--ports', String(base)],
    })
    expect(other.ready.web).toBe(`http://127.0.0.1:${base}`)
    expect(other.ready.handset).toContain(`:${base + 1}/`)
    expect(other.ready.homeserver).toBe(`http://127.0.0.1:${base + 2}`)
    for (const { web } of [homeline.ready, other.ready]) {
      expect((await fetch(`${web}/health`)).status).toBe(200)
    }
    expect(other.ready.account?.password).not.toBe(account().password)
    await expect(signIn(other.ready.homeserver, account())).rejects.toThrow(/403/)
    expect(await other.stop()).toBe(0)
    expect((await fetch(`${homeline.ready.web}/health`)).status).toBe(200)
  })
})
