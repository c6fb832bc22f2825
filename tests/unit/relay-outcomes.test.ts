import { afterEach, beforeEach, expect, it } from 'vitest'
import type { Carrier } from '../../src/core/carrier.ts'
import { UnforeseenError } from '../../src/portal/out/unforeseen.ts'
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

it.each([
  ['that lists what it took', silentCarrier([]), true],
  ['that knows repeats', fakeCarrier('acme', [], { idempotentSend: true }), true],
  ['that can do neither', fakeCarrier('acme', []), false],
])('leaves it to a carrier %s to prove that a text went out', async (_, carrier, isProvable) => {
  const taking: Carrier = { ...carrier, send: async () => ({ id: 'SM1', state: 'sent' }) }
  const outcome = await outcomeOf(relayTo(new Map([['acme', taking]])), false)
  expect(outcome).toMatchObject({ state: 'sent', isProvable })
})

it('makes sure itself that a refusal stays known', async () => {
  const failing: Carrier = {
    ...silentCarrier([]),
    send: async () => ({ id: 'SM1', state: 'failed' }),
  }
  const outcome = await outcomeOf(relayTo(new Map([['acme', failing]])), false)
  expect(outcome).toMatchObject({ state: 'failed', isProvable: false })
})

it.each([
  ['before the carrier was asked', 'failed'],
  ['while the carrier was asked', 'doubtful'],
] as const)('tells the writer of a bug %s that the text is %s', async (when, state) => {
  const buggy: Carrier = {
    ...silentCarrier([]),
    send: async () => await Promise.reject(new TypeError('x is not a function')),
  }
  const relay = relayTo(new Map([['acme', buggy]]), {
    guard: async () => {
      if (state === 'failed') throw new TypeError(when)
      return undefined
    },
  })
  const error = await relay(outgoing(false), signal).catch((thrown: unknown) => thrown)
  if (!(error instanceof UnforeseenError)) throw error
  expect(error.cause).toBeInstanceOf(TypeError)
  await world.store.inbox.settle(world.entry, {
    state: 'parked',
    error: '',
    outcome: error.outcome,
  })
  expect(await world.store.inbox.depth()).toMatchObject({ ready: 0, parked: 1 })
  const told = await world.store.messages.untold(5)
  expect(told).toMatchObject([{ state, reason: expect.stringContaining('itself made a mistake') }])
})
