import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterEach, beforeEach, expect, it } from 'vitest'
import type { Carrier } from '../../src/core/carrier.ts'
import { CarrierError } from '../../src/core/errors.ts'
import type { AttemptOutcome, InboxEntry } from '../../src/core/inbox.ts'
import { createChoices } from '../../src/core/preferences.ts'
import { createGate } from '../../src/lib/gate.ts'
import type { Outgoing } from '../../src/portal/out/outgoing.ts'
import { createPacer } from '../../src/portal/out/pacer.ts'
import { createRelay } from '../../src/portal/out/relay.ts'
import { openStore, type Store } from '../../src/store/sqlite/store.ts'
import { createMetrics } from '../../src/web/metrics.ts'
import { fakeCarrier } from '../support/fake-carrier.ts'
import { fakeHomeserver } from '../support/fake-homeserver.ts'
import { plainMedia, plainShelf } from '../support/plain-media.ts'

const signal = new AbortController().signal
let folder: string
let store: Store
let entry: InboxEntry

beforeEach(async () => {
  folder = mkdtempSync(path.join(tmpdir(), 'homeline-relay-'))
  store = openStore(path.join(folder, 'homeline.db'))
  const event = { id: '$1', room: '!1', sender: '@a:b', type: 'm.room.message', content: {}, at: 0 }
  const payload = { kind: 'matrix', event } as never
  await store.inbox.append('matrix', [{ id: '$1', lane: 'out !1', payload }])
  const [taken] = await store.inbox.take(1)
  if (taken === undefined) throw new Error('no entry')
  entry = taken
})
afterEach(() => {
  store[Symbol.dispose]()
  rmSync(folder, { recursive: true })
})

/** A carrier that takes every text, never answers, and lists what it took. */
function silentCarrier(taken: Outgoing['text'][]): Carrier {
  const carrier = fakeCarrier('acme', [])
  return {
    ...carrier,
    capabilities: { ...carrier.capabilities, settleTime: 0 },
    async send({ text }) {
      taken.push(text)
      throw new CarrierError('unavailable', 'no answer', { maybeSent: true })
    },
    async *list() {
      for (const [index, text] of taken.entries()) {
        const receipt = { kind: 'receipt', id: `SM${index}`, state: 'sent' } as const
        const from = '+14155550199' as never
        yield { direction: 'out', from, to: '+14155550111', text, receipt, at: Date.now() }
      }
    },
  }
}

function outgoing(isBlocked: boolean): Outgoing {
  const line = { id: 'l', number: '+14155550199', carrier: 'acme', state: 'active', label: 'x' }
  const portal = { key: 'l +14155550111', room: '!1', contact: '+14155550111', isBlocked }
  return { entry, line, portal, event: { id: '$1', room: '!1' }, text: 'Hello' } as never
}

function relayTo(
  carriers: ReadonlyMap<string, Carrier>,
  { now = Date.now, pacer = createPacer({ carriers, now }) } = {},
) {
  return createRelay({
    ...store,
    homeserver: fakeHomeserver(),
    media: plainMedia,
    few: createGate(2),
    canLink: true,
    shelf: plainShelf(),
    choices: createChoices(store.settings),
    carriers,
    pacer,
    now,
    metrics: createMetrics(store.inbox.depth),
    guard: async () => undefined,
    tellPending() {},
    startedAt: 0,
  })
}

async function outcomeOf(relay: ReturnType<typeof relayTo>, isBlocked: boolean) {
  const settlement = await relay(outgoing(isBlocked), signal)
  return 'outcome' in settlement ? (settlement.outcome satisfies AttemptOutcome) : undefined
}

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
  expect(handled.until).toBeLessThanOrEqual(entry.appendedAt + 4 * 3_600_000 + 1)
  time = handled.until
  const wait = another('behind')
  expect(await relay(outgoing(false), signal)).toMatchObject({
    outcome: { state: 'failed', reason: expect.stringMatching(/four hours for its turn/) },
  })
  expect(another('behind')).toBeLessThan(wait - 90_000_000)
  expect(carrier.sent).toEqual([])
})

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
