import { expect, it } from 'vitest'
import type { PortalKey } from '../../../src/core/portal.ts'
import {
  attempt,
  carrier,
  createWorld,
  event,
  eventEntry,
  type OpenStore,
  room,
  taken,
  textEntry,
} from './world.ts'

const source = 'carrier sim'

export function inboxContract(open: OpenStore): void {
  it('takes an entry once, however often it comes', async () => {
    await using world = await createWorld(open)
    const { inbox } = world.store
    expect(await inbox.append(source, [])).toBe(0)
    expect(await inbox.append(source, [textEntry('1'), textEntry('2'), textEntry('1')])).toBe(2)
    const repeats = Array.from({ length: 100 }, () => inbox.append(source, [textEntry('1')]))
    expect(await Promise.all(repeats)).toEqual(repeats.map(() => 0))
    expect(await inbox.append('carrier other', [textEntry('1', 'in b')])).toBe(1)
    expect(await inbox.depth()).toEqual({ ready: 3, parked: 0, oldestReady: world.now })
  })

  it('has everything it acknowledged after a restart, in order and unchanged', async () => {
    await using world = await createWorld(open)
    const unusual = 'שלום 👨‍👩‍👧‍👦 \u0000 "\\ \n'
    await world.store.inbox.append(source, [textEntry('1', 'in a', unusual), textEntry('2')])
    await world.reopen()
    const [first] = await world.store.inbox.take(5)
    expect(first).toMatchObject({ source, sourceId: '1', lane: 'in a', attempts: 0 })
    expect(first?.appendedAt).toBe(world.now)
    expect(first?.payload).toEqual(textEntry('1', 'in a', unusual).payload)
    expect(first?.key).toMatch(/^[A-Za-z0-9_-]{22}$/)
    await world.reopen()
    const [again] = await world.store.inbox.take(5)
    expect(again).toEqual(first)
  })

  it('never works on a settled entry again, nor takes its repeat for something new', async () => {
    await using world = await createWorld(open)
    const entry = await taken(world.store, '1')
    await world.store.inbox.settle(entry, { state: 'done' })
    for (const restart of [async () => {}, world.reopen]) {
      await restart()
      expect(await world.store.inbox.append(source, [textEntry('1')])).toBe(0)
      expect(await world.store.inbox.take(5)).toEqual([])
      expect(await world.store.inbox.depth()).toEqual({ ready: 0, parked: 0 })
    }
  })

  it('keeps what a bug stopped until somebody lets it go on', async () => {
    await using world = await createWorld(open)
    const [one, two] = [await taken(world.store, '1'), await taken(world.store, '2')]
    await world.store.inbox.settle(two, { state: 'parked', error: 'TypeError: two' })
    await world.store.inbox.settle(one, { state: 'parked', error: 'TypeError: one' })
    await world.reopen()
    const { inbox } = world.store
    expect(await inbox.take(5)).toEqual([])
    expect(await inbox.depth()).toEqual({ ready: 0, parked: 2 })
    expect(await inbox.parked()).toEqual([
      { id: one.id, source, lane: one.lane, error: 'TypeError: one', appendedAt: world.now },
      { id: two.id, source, lane: two.lane, error: 'TypeError: two', appendedAt: world.now },
    ])
    expect(await inbox.unpark(two.id)).toBe(true)
    expect(await inbox.unpark(two.id)).toBe(false)
    expect(await inbox.unpark(999)).toBe(false)
    expect(await inbox.take(5)).toEqual([two])
    expect(await inbox.parked()).toHaveLength(1)
  })

  it('lets the rest of a lane go on past a parked entry, which comes back behind it', async () => {
    await using world = await createWorld(open)
    const { inbox } = world.store
    await inbox.append(source, [textEntry('1'), textEntry('2'), textEntry('3')])
    const [one] = await inbox.take(5)
    if (one === undefined) throw new Error('nothing to take')
    await inbox.settle(one, { state: 'parked', error: '' })
    const [two] = await inbox.take(5)
    await inbox.unpark(one.id)
    expect(await inbox.take(5), 'the lane is busy').toEqual([])
    if (two === undefined) throw new Error('nothing to take')
    await inbox.settle(two, { state: 'done' })
    const [three] = await inbox.take(5)
    if (three === undefined) throw new Error('nothing to take')
    await inbox.settle(three, { state: 'done' })
    expect([two.sourceId, three.sourceId]).toEqual(['2', '3'])
    expect(await inbox.take(5)).toEqual([one])
  })

  it('marks a message as being sent once, before and after a restart', async () => {
    await using world = await createWorld(open)
    const entry = await taken(world.store, '1')
    await world.store.inbox.markSending(entry, attempt('a'))
    world.now += 5
    await world.store.inbox.markSending(entry, attempt('b'))
    await world.reopen()
    await world.store.inbox.markSending(entry, attempt('c'))
    const message = await world.store.messages.byKey(entry.key)
    expect(message).toMatchObject({ ...attempt('a'), state: 'sending', createdAt: 1_000_000 })
  })

  it('settles an entry together with what became of its message', async () => {
    await using world = await createWorld(open)
    const { inbox, messages } = world.store
    const sent = await taken(world.store, 'sent')
    await inbox.markSending(sent, attempt('a'))
    const outcome = { state: 'sent', carrierMessageId: 'SM1' } as const
    await inbox.settle(sent, { state: 'done', outcome })
    const refused = await taken(world.store, 'refused')
    const why = { state: 'failed', reason: 'It is a landline.', code: '30006' } as const
    const brought = { ...why, attempt: attempt('b'), isRetryable: true }
    await inbox.settle(refused, { state: 'done', outcome: brought })
    expect(await messages.byKey(sent.key)).toMatchObject(outcome)
    expect(await messages.byCarrierId(carrier, 'SM1')).toMatchObject({ key: sent.key })
    expect(await messages.byKey(refused.key)).toMatchObject({ ...why, isRetryable: true })
    expect(await inbox.depth()).toMatchObject({ ready: 0 })
  })

  it('frees the lane of a text that its carrier can prove, and writes it down before it closes', async () => {
    await using world = await createWorld(open)
    const sent = await taken(world.store, 'sent')
    await world.store.inbox.markSending(sent, attempt('a'))
    const outcome = { state: 'sent', carrierMessageId: 'SM1', isProvable: true } as const
    await world.store.inbox.settle(sent, { state: 'done', outcome })
    expect(await world.store.messages.byKey(sent.key)).toMatchObject({ state: 'sending' })
    await world.store.inbox.append(source, [textEntry('next', sent.lane)])
    expect(await world.store.inbox.take(5)).toHaveLength(1)
    await world.reopen()
    expect(await world.store.messages.byKey(sent.key)).toMatchObject({ state: 'sent' })
    expect(await world.store.inbox.depth()).toMatchObject({ ready: 1 })
  })

  it('links an incoming message to its event, once', async () => {
    await using world = await createWorld(open)
    const { inbox, messages } = world.store
    const message = { portal: 'p' as PortalKey, carrier, carrierMessageId: 'SM2' }
    const link = { ...message, event: event('a') }
    await inbox.settle(await taken(world.store, '1'), { state: 'done', message: link })
    await inbox.settle(await taken(world.store, '2'), { state: 'done', message: link })
    expect(await messages.isLinked(carrier, 'SM2')).toBe(true)
    expect(await messages.isLinked('other', 'SM2')).toBe(false)
    expect(await messages.isLinked(carrier, 'SM3')).toBe(false)
  })

  it('moves the read position of a room on with its events, of other rooms never', async () => {
    await using world = await createWorld(open)
    const { inbox, rooms } = world.store
    const [known, foreign] = [room('known'), room('foreign')]
    await rooms.setControlRoom('@ann:one.example' as never, known)
    expect(await rooms.readPosition(known)).toEqual({ room: known })
    await inbox.append('matrix', [eventEntry('1', known), eventEntry('2', known)])
    await inbox.append('matrix', [eventEntry('3', foreign)])
    expect(await rooms.readPosition(known)).toEqual({ room: known, lastEvent: '$2' })
    expect(await rooms.readPosition(foreign)).toBeUndefined()
    await inbox.append('matrix', [eventEntry('1', known)])
    expect(await rooms.readPosition(known), 'a repeat is no step back').toMatchObject({
      lastEvent: '$2',
    })
  })
}
