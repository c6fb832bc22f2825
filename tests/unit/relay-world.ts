import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import type { Carrier } from '../../src/core/carrier.ts'
import { CarrierError } from '../../src/core/errors.ts'
import type { AttemptOutcome, InboxEntry } from '../../src/core/inbox.ts'
import { createChoices } from '../../src/core/preferences.ts'
import { createGate } from '../../src/lib/gate.ts'
import type { Outgoing } from '../../src/portal/out/outgoing.ts'
import { createPacer, type Pacer } from '../../src/portal/out/pacer.ts'
import type { Guard } from '../../src/portal/out/refusal.ts'
import { createRelay, type Relay } from '../../src/portal/out/relay.ts'
import { openStore, type Store } from '../../src/store/sqlite/store.ts'
import { createMetrics } from '../../src/web/metrics.ts'
import { fakeCarrier } from '../support/fake-carrier.ts'
import { fakeHomeserver } from '../support/fake-homeserver.ts'
import { plainMedia, plainShelf } from '../support/plain-media.ts'

/** One text on its way out, in a store of its own. */
export interface RelayWorld extends Disposable {
  readonly store: Store
  readonly entry: InboxEntry
  readonly signal: AbortSignal
  outgoing(isBlocked?: boolean): Outgoing
  relayTo(carriers: ReadonlyMap<string, Carrier>, options?: RelayOptions): Relay
  outcomeOf(relay: Relay, isBlocked?: boolean): Promise<AttemptOutcome | undefined>
}

interface RelayOptions {
  readonly now?: () => number
  readonly pacer?: Pacer
  readonly guard?: Guard
}

export async function relayWorld(): Promise<RelayWorld> {
  const folder = mkdtempSync(path.join(tmpdir(), 'homeline-relay-'))
  const store = openStore(path.join(folder, 'homeline.db'))
  const event = { id: '$1', room: '!1', sender: '@a:b', type: 'm.room.message', content: {}, at: 0 }
  const payload = { kind: 'matrix', event } as never
  await store.inbox.append('matrix', [{ id: '$1', lane: 'out !1', payload }])
  const [entry] = await store.inbox.take(1)
  if (entry === undefined) throw new Error('no entry')
  const { signal } = new AbortController()

  function outgoing(isBlocked = false): Outgoing {
    const line = { id: 'l', number: '+14155550199', carrier: 'acme', state: 'active', label: 'x' }
    const portal = { key: 'l +14155550111', room: '!1', contact: '+14155550111', isBlocked }
    return { entry, line, portal, event: { id: '$1', room: '!1' }, text: 'Hello' } as never
  }

  return {
    store,
    entry,
    signal,
    outgoing,
    relayTo(carriers, { now = Date.now, pacer, guard = async () => undefined } = {}) {
      return createRelay({
        ...store,
        homeserver: fakeHomeserver(),
        media: plainMedia,
        few: createGate(2),
        canLink: true,
        shelf: plainShelf(),
        choices: createChoices(store.settings),
        carriers,
        pacer: pacer ?? createPacer({ carriers, now }),
        now,
        metrics: createMetrics(store.inbox.depth),
        guard,
        tellPending() {},
        startedAt: 0,
      })
    },
    async outcomeOf(relay, isBlocked = false) {
      const settlement = await relay(outgoing(isBlocked), signal)
      return 'outcome' in settlement ? settlement.outcome : undefined
    },
    [Symbol.dispose]() {
      store[Symbol.dispose]()
      rmSync(folder, { recursive: true })
    },
  }
}

/** A carrier that takes every text, never answers, and lists what it took. */
export function silentCarrier(taken: Outgoing['text'][]): Carrier {
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
