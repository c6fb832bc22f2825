import { afterEach, beforeEach, expect, it } from 'vitest'
import type { Carrier } from '../../src/core/carrier.ts'
import { CarrierError } from '../../src/core/errors.ts'
import { createPacer } from '../../src/portal/out/pacer.ts'
import { fakeCarrier } from '../support/fake-carrier.ts'
import { type RelayWorld, relayWorld, silentCarrier } from './relay-world.ts'

let world: RelayWorld
let relayTo: RelayWorld['relayTo']
let outcomeOf: RelayWorld['outcomeOf']
let outgoing: RelayWorld['outgoing']
let signal: AbortSignal
beforeEach(async () => {
  world = await relayWorld()
  ;({ relayTo, outcomeOf, outgoing, signal } = world)
})
afterEach(() => world[Symbol.dispose]())

it('asks what became of a text before it refuses it for what was changed meanwhile', async () => {
  const taken: string[] = []
  const relay = relayTo(new Map([['acme', silentCarrier(taken)]]))
  await expect(relay(outgoing(false), signal)).rejects.toMatchObject({ isRetryable: true })
  expect(await outcomeOf(relay, true)).toEqual({ state: 'sent', carrierMessageId: 'SM0' })
  expect(taken).toEqual(['Hello'])
})

it('gives a text again to a carrier that knows repeats, whatever was changed meanwhile', async () => {
  const known = new Set<string>()
  const base = fakeCarrier('acme', [], { idempotentSend: true, settleTime: 0 })
  const carrier: Carrier = {
    ...base,
    async send({ key }) {
      if (known.has(key)) return { id: key, state: 'sent' }
      known.add(key)
      throw new CarrierError('unavailable', 'no answer', { maybeSent: true })
    },
  }
  const relay = relayTo(new Map([['acme', carrier]]))
  await expect(relay(outgoing(false), signal)).rejects.toMatchObject({ isRetryable: true })
  expect(await outcomeOf(relay, true)).toMatchObject({ state: 'sent' })
})

it('takes no text for unsent whose repeat could not be tried', async () => {
  const answers = ['lost', 'away', 'known']
  const base = fakeCarrier('acme', [], { idempotentSend: true, settleTime: 0 })
  const carrier: Carrier = {
    ...base,
    async send({ key }) {
      const answer = answers.shift()
      if (answer === 'known') return { id: key, state: 'sent' }
      const isAway = answer === 'away'
      throw new CarrierError('unavailable', 'no', { maybeSent: !isAway, isRetryable: isAway })
    },
  }
  const relay = relayTo(new Map([['acme', carrier]]))
  for (const _ of ['lost', 'away']) {
    await expect(relay(outgoing(false), signal)).rejects.toMatchObject({ isRetryable: true })
  }
  expect(await outcomeOf(relay, true)).toMatchObject({ state: 'sent' })
})

it('says that a text may have been sent when its carrier is gone', async () => {
  const relay = relayTo(new Map([['acme', silentCarrier([])]]))
  await expect(relay(outgoing(false), signal)).rejects.toThrow()
  expect(await outcomeOf(relayTo(new Map()), false)).toMatchObject({ state: 'doubtful' })
})

it('refuses what was never tried', async () => {
  const taken: string[] = []
  const relay = relayTo(new Map([['acme', silentCarrier(taken)]]))
  expect(await outcomeOf(relay, true)).toMatchObject({
    state: 'failed',
    reason: expect.stringContaining('blocked'),
  })
  expect(taken).toEqual([])
})

it('gives a text up after four hours that has not had its turn, and others its place', async () => {
  let time = Date.now()
  const now = () => time
  const carrier = fakeCarrier('acme', [], { rate: { perAccount: 0.00001 } })
  const carriers = new Map([['acme', carrier]])
  const pacer = createPacer({ carriers, now })
  const relay = relayTo(carriers, { now, pacer })
  const another = (key: string) =>
    pacer.delay({ key, carrier: 'acme', number: '+14155550199', segments: 1 } as never)
  expect(another('first')).toBe(0)
  const handled = await relay(outgoing(false), signal)
  if (handled.state !== 'postponed') throw new Error(handled.state)
  expect(handled.until).toBeLessThanOrEqual(world.entry.appendedAt + 4 * 3_600_000 + 1)
  time = handled.until
  const wait = another('behind')
  expect(await relay(outgoing(false), signal)).toMatchObject({
    outcome: { state: 'failed', reason: expect.stringMatching(/four hours for its turn/) },
  })
  expect(another('behind')).toBeLessThan(wait - 90_000_000)
  expect(carrier.sent).toEqual([])
})
