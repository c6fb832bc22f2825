import { afterEach, beforeEach, expect, it } from 'vitest'
import type { Carrier } from '../../src/core/carrier.ts'
import { CarrierError, HomeserverError } from '../../src/core/errors.ts'
import { ownMistake, UnforeseenError } from '../../src/portal/out/unforeseen.ts'
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

it('sends a text no more that a bug stopped after a refusal, and that its writer was told of', async () => {
  const texts: string[] = []
  const answers = [new CarrierError('rate-limited', 'Later.', { isRetryable: true })]
  const carrier: Carrier = {
    ...silentCarrier([]),
    async send({ text }) {
      const refusal = answers.shift()
      if (refusal !== undefined) throw refusal
      texts.push(text)
      return { id: 'SM1', state: 'sent' }
    },
  }
  const bugs = [undefined, new TypeError('x is not a function'), undefined]
  const relay = relayTo(new Map([['acme', carrier]]), {
    guard: async () => {
      const bug = bugs.shift()
      if (bug !== undefined) throw bug
      return undefined
    },
  })
  await expect(relay(outgoing(), signal)).rejects.toBeInstanceOf(CarrierError)
  const error = await relay(outgoing(), signal).catch((thrown: unknown) => thrown)
  if (!(error instanceof UnforeseenError)) throw error
  expect(error.outcome.state).toBe('failed')
  const { inbox } = world.store
  await inbox.settle(world.entry, { state: 'parked', error: '', outcome: error.outcome })
  await inbox.unpark(world.entry.id)
  expect(await outcomeOf(relay)).toMatchObject({ state: 'failed' })
  expect(texts).toEqual([])
})

it('sends no text again that was given up elsewhere, and its writer was told', async () => {
  const texts: string[] = []
  const carrier: Carrier = {
    ...silentCarrier([]),
    async send({ text }) {
      texts.push(text)
      throw new CarrierError('rate-limited', 'Later.', { isRetryable: true })
    },
  }
  const relay = relayTo(new Map([['acme', carrier]]))
  await expect(relay(outgoing(), signal)).rejects.toBeInstanceOf(CarrierError)
  const { inbox, messages } = world.store
  const known = await messages.byKey(world.entry.key)
  if (known === undefined) throw new Error('Nothing was marked')
  await inbox.settle(world.entry, {
    state: 'parked',
    error: '',
    outcome: ownMistake(known, known),
  })
  await inbox.unpark(world.entry.id)
  expect(await outcomeOf(relay)).toMatchObject({ state: 'doubtful' })
  expect(texts).toHaveLength(1)
})

it('tells the writer also when the homeserver stops a text for good', async () => {
  const carriers = new Map([['acme', silentCarrier([])]])
  const guard = async () => {
    throw new HomeserverError('M_FORBIDDEN', 'no', { status: 403 })
  }
  const relay = relayTo(carriers, { guard })
  await expect(relay(outgoing(), signal)).rejects.toBeInstanceOf(UnforeseenError)
})

it('says of a repeat that is refused that the first may have gone out', async () => {
  const answers = [
    new CarrierError('unavailable', 'no answer', { maybeSent: true }),
    new CarrierError('unauthorized', 'The carrier does not know us any more.'),
  ]
  const base = fakeCarrier('acme', [], { idempotentSend: true, settleTime: 0 })
  const carrier: Carrier = { ...base, send: async () => await Promise.reject(answers.shift()) }
  const relay = relayTo(new Map([['acme', carrier]]))
  await expect(relay(outgoing(), signal)).rejects.toMatchObject({ isRetryable: true })
  expect(await outcomeOf(relay)).toMatchObject({ state: 'doubtful' })
})

it('says so of a repeat that can not be composed any more', async () => {
  const base = fakeCarrier('acme', [], { idempotentSend: true, settleTime: 0 })
  let maxTextLength = 1600
  const carrier: Carrier = {
    ...base,
    get capabilities() {
      return { ...base.capabilities, maxTextLength }
    },
    async send() {
      throw new CarrierError('unavailable', 'no answer', { maybeSent: true })
    },
  }
  const relay = relayTo(new Map([['acme', carrier]]))
  await expect(relay(outgoing(), signal)).rejects.toMatchObject({ isRetryable: true })
  maxTextLength = 1
  expect(await outcomeOf(relay)).toMatchObject({ state: 'doubtful' })
})
