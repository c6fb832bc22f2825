// The SMPP carrier on loopback, against an SMSC in a process of its own and with a real store, without a
// homeserver: how many texts a second go each way, and what is lost when the SMSC is killed.
// node tests/bench/smpp.ts [TEXTS]
import { CarrierError } from '../../src/core/errors.ts'
import type { MessageKey } from '../../src/core/message.ts'
import { until } from '../support/wait.ts'
import { type BenchSmsc, startBenchSmsc } from './smpp/smsc.ts'
import { openSubject, ours, type Subject, theirs } from './smpp/subject.ts'

const texts = Number(process.argv[2] ?? 5000)
const demanded = 500
const numbers = { from: theirs, to: ours }
let smsc = await startBenchSmsc(numbers)
const subject = await openSubject(smsc.port)
let isGood = true

const names = (kind: string) => Array.from({ length: texts }, (_, index) => `${kind}-${index}`)

await measure('submits', async () => await submit(names('out')))
await measure('delivers', async () => await deliver(names('in')))
await measure('both at once, each way', async () => {
  await Promise.all([submit(names('out2')), deliver(names('in2'))])
})
await whileKilled()
await subject[Symbol.asyncDispose]()
await smsc.kill()
process.exitCode = isGood ? 0 : 1

async function measure(what: string, work: () => Promise<void>): Promise<void> {
  const [begun, cpu] = [performance.now(), process.cpuUsage()]
  await work()
  const seconds = (performance.now() - begun) / 1000
  const { user, system } = process.cpuUsage(cpu)
  const rate = Math.round(texts / seconds)
  const each = ((user + system) / 1000 / texts).toFixed(2)
  console.log(`${what}: ${rate} a second (at least ${demanded}), ${each} ms of processor time each`)
  isGood &&= rate >= demanded
}

/** With as many at once as so many chats would have. */
async function submit(wanted: readonly string[], send = sendOnce): Promise<void> {
  const left = [...wanted]
  const senders = Array.from({ length: 200 }, async () => {
    for (let text = left.shift(); text !== undefined; text = left.shift()) await send(text)
  })
  await Promise.all(senders)
}

async function sendOnce(text: string): Promise<void> {
  const key = text.padEnd(22, '_') as MessageKey
  await subject.carrier.send({ from: ours, to: theirs, text, key })
}

async function deliver(wanted: readonly string[]): Promise<void> {
  const before = subject.inbox.length
  smsc.bring(wanted)
  await until('the texts', () => subject.inbox.length >= before + wanted.length, 120_000)
}

async function whileKilled(): Promise<void> {
  const [out, into] = [names('kout'), names('kin')]
  const sides = await underKills(subject, out, into)
  const taken = countsOf(sides.taken)
  const inbox = countsOf(subject.inbox)
  const lost = out.filter((text) => sides.sure.has(text) && !taken.has(text)).length
  const twice = out.filter((text) => (taken.get(text) ?? 0) > 1).length
  const lostIn = into.filter((text) => !inbox.has(text)).length
  const twiceIn = into.filter((text) => (inbox.get(text) ?? 0) > 1).length
  console.log(
    `SMSC killed ${sides.kills} times within ${texts} texts each way: out ${lost} lost, ${twice} doubled, ` +
      `${sides.unsure.size} perhaps sent; in ${lostIn} lost, ${twiceIn} doubled`,
  )
  isGood &&= lost + twice + lostIn + twiceIn === 0
}

/** Every text goes until it is surely sent, or perhaps; what the SMSC does not know to be with us it brings again. */
async function underKills(
  { isBound, inbox }: Subject,
  out: readonly string[],
  into: readonly string[],
) {
  const [sure, unsure] = [new Set<string>(), new Set<string>()]
  const all: BenchSmsc[] = [smsc]
  const open = () => {
    const known = new Set(all.flatMap(({ brought }) => brought))
    return into.filter((text) => !known.has(text))
  }

  async function persist(text: string): Promise<void> {
    for (;;) {
      const error = await sendOnce(text).then(() => undefined, carrierError)
      if (error === undefined) return void sure.add(text)
      if (error.maybeSent) return void unsure.add(text)
      await until('the session', isBound)
    }
  }

  const sending = submit(out, persist)
  smsc.bring(into)
  const isOver = () => sure.size + unsure.size === out.length && open().length === 0
  for (let share = 1; share <= 5; share += 1) {
    await until('a part', () => sure.size >= (out.length * share) / 6 || isOver(), 120_000)
    await smsc.kill()
    smsc = await startBenchSmsc({ ...numbers, port: smsc.port })
    all.push(smsc)
    smsc.bring(open())
  }
  await sending
  await until('the rest', () => isOver() && inbox.length >= into.length, 120_000)
  return { sure, unsure, kills: all.length - 1, taken: all.flatMap(({ taken }) => taken) }
}

function carrierError(error: unknown): CarrierError {
  if (error instanceof CarrierError) return error
  throw error
}

function countsOf(list: readonly string[]): ReadonlyMap<string, number> {
  const counts = new Map<string, number>()
  for (const text of list) counts.set(text, (counts.get(text) ?? 0) + 1)
  return counts
}
