import { afterEach, beforeEach, expect, it } from 'vitest'
import type { Carrier, DeliveryReceipt, ListedMessage } from '../../src/core/carrier.ts'
import type { Contact } from '../../src/core/contact.ts'
import { CarrierError } from '../../src/core/errors.ts'
import type { EventId } from '../../src/core/ids.ts'
import type { Message } from '../../src/core/message.ts'
import type { PhoneNumber } from '../../src/core/phone.ts'
import type { PortalKey } from '../../src/core/portal.ts'
import { askForStates, reconcile } from '../../src/portal/reconcile.ts'
import { botWorld, type World } from '../support/bot-world.ts'
import { fakeCarrier } from '../support/fake-carrier.ts'
import { keptLog } from '../support/kept-log.ts'

const day = 24 * 3_600_000
const ages = { least: 900_000, most: 3 * day }

let world: World
beforeEach(() => {
  world = botWorld()
})
afterEach(() => world[Symbol.dispose]())

function deps(now = Date.now()) {
  return { ...world.store, wake: () => undefined, log: keptLog(), now: () => now }
}

function listed(id: string, to: string): ListedMessage & { readonly direction: 'in' } {
  const [from, number] = ['+12025550123' as Contact, to as PhoneNumber]
  const text = { kind: 'text', id, from, to: number, text: 'Hi', media: [] } as const
  return { direction: 'in', message: text }
}

function carrierWith(more: Partial<Carrier>, id = 'acme'): Carrier {
  return { ...fakeCarrier(id, []), ...more }
}

it('takes listed texts to lines of the carrier only', async () => {
  await world.assign('+14155550199', 'Work')
  const messages = [listed('SM1', '+14155550199'), listed('SM2', '+14155550198')]
  async function* list() {
    yield* messages
  }
  expect(await reconcile(deps(), carrierWith({ list }, 'other'))).toBe(0)
  expect(await reconcile(deps(), carrierWith({ list }))).toBe(1)
  const entries = await world.store.inbox.take(9)
  expect(entries.map(({ sourceId }) => sourceId)).toEqual(['SM1'])
})

it('takes what webhooks missed: texts to lines of the carrier, and states by their key', async () => {
  await world.assign('+14155550199', 'Work')
  const key = await accepted('SM0')
  async function* missed() {
    for (const { message } of [listed('SM1', '+14155550199'), listed('SM2', '+14155550198')]) {
      yield message
    }
    yield { kind: 'receipt', id: 'SM9', key, state: 'delivered' } as const
  }
  const carrier = carrierWith({ missed })
  expect(await reconcile(deps(), carrier)).toBe(1)
  expect(await reconcile(deps(), carrier)).toBe(0)
  const entries = await world.store.inbox.take(9)
  expect(entries.map(({ sourceId }) => sourceId)).toEqual(['SM1'])
  expect((await world.store.messages.byKey(key))?.state).toBe('delivered')
})

/** A text that the carrier accepted just now. */
async function accepted(id: string): Promise<Message['key']> {
  const { inbox } = world.store
  const [from, to] = ['+12025550123' as Contact, '+14155550199' as PhoneNumber]
  const event = { kind: 'text', id, from, to, text: 'Hi', media: [] } as const
  await inbox.append('carrier acme', [
    { id, lane: id, payload: { kind: 'carrier', carrier: 'acme', event } },
  ])
  const [entry] = await inbox.take(9)
  if (entry === undefined) throw new Error('nothing to take')
  const of = { portal: 'p' as PortalKey, event: `$${id}` as EventId, carrier: 'acme', segments: 1 }
  const outcome = { attempt: of, state: 'sent', carrierMessageId: id } as const
  await inbox.settle(entry, { state: 'done', outcome })
  return entry.key
}

it('asks for the states of texts that are neither too young nor too old, whatever of one', async () => {
  const [gone, other] = [await accepted('SM1'), await accepted('SM2')]
  const asked: string[] = []
  async function state(id: string): Promise<DeliveryReceipt> {
    asked.push(id)
    if (id === 'SM1') throw new CarrierError('not-found', 'The carrier does not know this.')
    return { kind: 'receipt', id, state: 'delivered' }
  }
  const carrier = carrierWith({ state })
  await askForStates(deps(), carrier, ages)
  await askForStates(deps(Date.now() + 4 * day), carrier, ages)
  expect(asked).toEqual([])
  await askForStates(deps(Date.now() + day), carrier, ages)
  expect(asked).toEqual(['SM1', 'SM2'])
  const { messages } = world.store
  expect((await messages.byKey(gone))?.state).toBe('sent')
  expect((await messages.byKey(other))?.state).toBe('delivered')
})

it('goes no further when the carrier can not be asked', async () => {
  await accepted('SM1')
  const failure = new CarrierError('unavailable', 'The carrier gave no answer.')
  const carrier = carrierWith({ state: async () => await Promise.reject(failure) })
  await expect(askForStates(deps(Date.now() + day), carrier, ages)).rejects.toBe(failure)
})

it('asks about the others when one text is always answered with an error', async () => {
  await accepted('SM1')
  const key = await accepted('SM2')
  const state = async (id: string): Promise<DeliveryReceipt> => {
    if (id === 'SM1') throw new CarrierError('unavailable', 'Something else than expected.')
    return { kind: 'receipt', id, state: 'delivered' }
  }
  await askForStates(deps(Date.now() + day), carrierWith({ state }), ages)
  expect((await world.store.messages.byKey(key))?.state).toBe('delivered')
})

it('takes what a listing brought before it broke off', async () => {
  await world.assign('+14155550199', 'Work')
  const failure = new CarrierError('unavailable', 'Something else than expected.')
  const list = async function* () {
    yield listed('SM1', '+14155550199')
    throw failure
  }
  await expect(reconcile(deps(), carrierWith({ list }))).rejects.toBe(failure)
  const entries = await world.store.inbox.take(9)
  expect(entries.map(({ sourceId }) => sourceId)).toEqual(['SM1'])
})
