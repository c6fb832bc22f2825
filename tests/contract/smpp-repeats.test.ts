import { fc } from '@fast-check/vitest'
import { describe, expect, it } from 'vitest'
import type { DeliverSm } from '../../src/lib/smpp/pdu.ts'
import { until } from '../support/wait.ts'
import { text } from './carrier-suite.ts'
import { accept, deliverSm, type SmscSession } from './smpp/smsc.ts'
import { createSmppWorld, memorySettings, type SmppWorld } from './smpp/world.ts'

const say = (words: string) => ({ shortMessage: Buffer.from(words) })

/** Brings a text and dies before the answer is read, though the text was taken in. */
async function loseAnswer(world: SmppWorld, change: Partial<DeliverSm>, count = 1) {
  const session = await world.session()
  const before = world.taken.length
  world.smsc.isAwake = false
  const pdus = Array.from({ length: count }, (_, index) => ({
    sequence: 5000 + index,
    status: 0,
    body: deliverSm(change),
  }))
  session.write(...pdus)
  await until('the texts', () => world.taken.length >= before + count)
  session.cut()
  world.smsc.isAwake = true
  return await newSession(world, session)
}

async function newSession(world: SmppWorld, old: SmscSession): Promise<SmscSession> {
  await until('the end of the session', () => old.isOver)
  return await world.session()
}

/** Whatever it responds to was written behind the answers to what it brought so far: it read them. */
async function readAnswers(world: SmppWorld): Promise<void> {
  await world.carrier.send(text)
}

describe('what the SMSC brings again because it missed our answer', () => {
  it('does not double', async () => {
    await using world = await createSmppWorld()
    const session = await loseAnswer(world, say('ok'))
    expect(await session.deliver(say('ok'))).toBe(0)
    expect(world.texts()).toEqual(['ok'])
  })

  it('does not double when Homeline was killed meanwhile', async () => {
    await using world = await createSmppWorld()
    const session = await world.session()
    world.smsc.isAwake = false
    await session.deliver(say('ok'))
    await world.crash()
    world.smsc.isAwake = true
    expect(await (await world.session()).deliver(say('ok'))).toBe(0)
    expect(world.texts()).toEqual(['ok'])
  })

  it('does not double when the SMSC responded only to what we had asked before', async () => {
    await using world = await createSmppWorld()
    const session = await world.session()
    world.smsc.isAwake = false
    const asked = Promise.withResolvers<void>()
    world.smsc.onSubmit = (own, submit) => void asked.promise.then(() => accept(own, submit))
    const sending = world.carrier.send(text)
    await until('the question', () => world.smsc.submitted.length > 0)
    await session.deliver(say('ok'))
    asked.resolve()
    await sending
    session.cut()
    world.smsc.isAwake = true
    await (await newSession(world, session)).deliver(say('ok'))
    expect(world.texts()).toEqual(['ok'])
  })

  it('counts as often as it was missed, and what comes beyond that is new', async () => {
    await using world = await createSmppWorld()
    const session = await loseAnswer(world, say('ok'), 2)
    for (const _ of [1, 2, 3]) await session.deliver(say('ok'))
    expect(world.texts()).toEqual(['ok', 'ok', 'ok'])
  })

  it('does not double when it is missed again and again', async () => {
    await using world = await createSmppWorld()
    let session = await loseAnswer(world, say('ok'))
    for (const _ of [1, 2, 3]) {
      world.smsc.isAwake = false
      await session.deliver(say('ok'))
      session.cut()
      world.smsc.isAwake = true
      session = await newSession(world, session)
    }
    await session.deliver(say('ok'))
    expect(world.texts()).toEqual(['ok'])
  })

  it('is known when the same request is repeated', async () => {
    await using world = await createSmppWorld()
    const session = await world.session()
    const pdu = { sequence: 7, status: 0, body: deliverSm(say('ok')) }
    session.write(pdu, pdu)
    await expect.poll(() => session.responses.filter((one) => one.sequence === 7)).toHaveLength(2)
    expect(world.texts()).toEqual(['ok'])
  })
})

describe('equal texts', () => {
  it('on a running session are two, also at once', async () => {
    await using world = await createSmppWorld()
    const session = await world.session()
    await Promise.all([session.deliver(say('ok')), session.deliver(say('ok'))])
    await session.deliver(say('ok'))
    expect(world.texts()).toEqual(['ok', 'ok', 'ok'])
  })

  it('are two when the SMSC had read the answer to the first before the session ended', async () => {
    await using world = await createSmppWorld()
    const session = await world.session()
    await session.deliver(say('ok'))
    await until('the question for a proof', () => world.smsc.enquiries > 0)
    session.cut()
    await (await newSession(world, session)).deliver(say('ok'))
    expect(world.texts()).toEqual(['ok', 'ok'])
  })

  it('are two when Homeline ended in order between them', async () => {
    const settings = memorySettings()
    await using world = await createSmppWorld({}, { settings })
    await (await world.session()).deliver(say('ok'))
    await world.restart()
    expect(settings.size, 'nothing is left to remember').toBe(0)
    await (await world.session()).deliver(say('ok'))
    expect(world.texts()).toEqual(['ok', 'ok'])
  })

  it('are two when the SMSC tells them apart', async () => {
    await using world = await createSmppWorld()
    const numbered = (number: number) => ({
      ...say('ok'),
      tlvs: new Map([[0x204, Uint8Array.of(0, number)]]),
    })
    const session = await loseAnswer(world, numbered(1))
    await session.deliver(numbered(2))
    await session.deliver(numbered(1))
    expect(world.texts()).toEqual(['ok', 'ok'])
  })

  it('from another phone are another text', async () => {
    await using world = await createSmppWorld()
    const session = await loseAnswer(world, say('ok'))
    await session.deliver({ ...say('ok'), source: { ton: 1, npi: 1, address: '15558675311' } })
    expect(world.texts()).toEqual(['ok', 'ok'])
  })
})

const step = fc.record({
  words: fc.constantFrom('ok', 'yes'),
  fate: fc.constantFrom('read', 'missed', 'killed'),
})

it('whatever the SMSC missed and brings again, each text arrives once', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(step, { maxLength: 8 }), async (steps) => {
      await using world = await createSmppWorld({ reconnectMs: 1 })
      for (const { words, fate } of steps) await bring(world, words, fate)
      expect(world.texts()).toEqual(steps.map(({ words }) => words))
    }),
    { numRuns: 12 },
  )
})

async function bring(world: SmppWorld, words: string, fate: 'read' | 'missed' | 'killed') {
  const session = await world.session()
  world.smsc.isAwake = fate === 'read'
  await session.deliver(say(words))
  if (fate === 'read') return await readAnswers(world)
  if (fate === 'missed') session.cut()
  else await world.crash()
  world.smsc.isAwake = true
  // What it missed it brings again as soon as it can.
  await (await newSession(world, session)).deliver(say(words))
  await readAnswers(world)
}
