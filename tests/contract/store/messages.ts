import fc from 'fast-check'
import { expect, it } from 'vitest'
import type { DeliveryReceipt } from '../../../src/core/carrier.ts'
import type { MessageKey, MessageState } from '../../../src/core/message.ts'
import type { PortalKey } from '../../../src/core/portal.ts'
import { attempt, carrier, createWorld, event, type OpenStore, type Ports, taken } from './world.ts'

export function messagesContract(open: OpenStore): void {
  it('ends in the same state in whatever order reports come, and never steps back', async () => {
    const reports = [
      { state: 'sent' },
      { state: 'failed', reason: 'Switched off', code: '30003' },
      { state: 'delivered' },
    ] as const
    const some = fc
      .subarray([...reports], { minLength: 1 })
      .chain((chosen) => fc.tuple(fc.constant(chosen), orderOf([...chosen, ...chosen])))
    await using world = await createWorld(open)
    let count = 0
    await fc.assert(
      fc.asyncProperty(some, fc.boolean(), async ([chosen, order], isDoubtful) => {
        count += 1
        const key = isDoubtful
          ? await settled(world.store, `m${count}`, 'doubtful')
          : await sending(world.store, `m${count}`)
        const seen: MessageState[] = []
        for (const change of order) {
          // A state waits a moment for another write, and goes to disk with it.
          await Promise.all([
            report(world.store, key, change, `SM${count}`),
            world.store.settings.set('other', change.state),
          ])
          seen.push((await world.store.messages.byKey(key))?.state ?? 'sending')
        }
        const last = ['delivered', 'failed', 'sent'].find((state) =>
          chosen.some((change) => change.state === state),
        )
        const reason = last === 'failed' ? 'Switched off' : undefined
        const message = await world.store.messages.byKey(key)
        expect(message).toMatchObject({ state: last, carrierMessageId: `SM${count}` })
        expect(message?.reason).toBe(reason)
        const ways = ['sending', 'doubtful', 'sent', 'failed', 'delivered']
        const ranks = seen.map((state) => ways.indexOf(state))
        expect(ranks).toEqual([...ranks].sort((one, other) => one - other))
      }),
      { numRuns: 150 },
    )
  })

  it('keeps nothing of what is not ours', async () => {
    await using world = await createWorld(open)
    const { messages } = world.store
    const nobody = 'A'.repeat(22) as MessageKey
    await report(world.store, nobody, { state: 'sent' }, 'SM1')
    expect(await messages.byKey(nobody)).toBeUndefined()
    expect(await messages.isLinked(carrier, 'SM1')).toBe(false)
  })

  it('links a late carrier ID to a message that is further already, and never changes it', async () => {
    await using world = await createWorld(open)
    const key = await settled(world.store, 'a', 'failed')
    for (const id of ['SM1', 'SM2']) await report(world.store, key, { state: 'sent' }, id)
    expect(await world.store.messages.byKey(key)).toMatchObject({
      state: 'failed',
      carrierMessageId: 'SM1',
    })
  })

  it('gives one carrier message to one message only', async () => {
    await using world = await createWorld(open)
    const { messages } = world.store
    const [one, two] = [await sending(world.store, 'a'), await sending(world.store, 'b')]
    await report(world.store, one, { state: 'sent' }, 'SM1')
    await report(world.store, two, { state: 'sent' }, 'SM1')
    expect((await messages.byCarrierId(carrier, 'SM1'))?.key).toBe(one)
    expect((await messages.byKey(two))?.carrierMessageId).toBeUndefined()
    expect(await messages.isLinked(carrier, 'SM1')).toBe(true)
    expect(await messages.byCarrierId('other', 'SM1')).toBeUndefined()
  })

  it('gives the ID of an older message to a new one, for carriers that begin with the first again', async () => {
    await using world = await createWorld(open)
    const { messages } = world.store
    const old = await sending(world.store, 'a')
    await report(world.store, old, { state: 'sent' }, '1')
    world.now += 3_700_000
    const [late, next] = [await sending(world.store, 'b'), await sending(world.store, 'c')]
    await report(world.store, late, { state: 'delivered' }, '1')
    await report(world.store, next, { state: 'sent' }, '1')
    await messages.report(carrier, { kind: 'receipt', id: '1', state: 'failed' })
    expect((await messages.byKey(old))?.state).toBe('sent')
    expect((await messages.byKey(late))?.state).toBe('delivered')
    expect((await messages.byKey(next))?.state).toBe('failed')
  })

  it('lists what the room was not told, the longest waiting first, until it is told', async () => {
    await using world = await createWorld(open)
    const { messages } = world.store
    const [one, two] = [await sending(world.store, 'a'), await sending(world.store, 'b')]
    expect(await messages.untold(9)).toEqual([])
    await report(world.store, two, { state: 'sent' })
    world.now += 1
    await report(world.store, one, { state: 'failed', reason: 'No' })
    const untold = async (limit: number) => (await messages.untold(limit)).map(({ key }) => key)
    expect(await untold(9)).toEqual([two, one])
    expect(await untold(1)).toEqual([two])
    await messages.told(two, 'sent')
    await messages.told(one, 'failed', event('notice'))
    expect(await untold(9)).toEqual([])
    await report(world.store, two, { state: 'delivered' })
    expect(await untold(9)).toEqual([two])
    expect(await messages.byKey(one)).toMatchObject({ told: 'failed', notice: '$notice' })
    await messages.told(one, 'failed')
    expect((await messages.byKey(one))?.notice, 'the notice stays').toBe('$notice')
  })

  it('finds the newest attempt for an event, and for the notice about one', async () => {
    await using world = await createWorld(open)
    const { messages, inbox } = world.store
    const first = await sending(world.store, 'a')
    await report(world.store, first, { state: 'failed' })
    await messages.told(first, 'failed', event('notice'))
    world.now += 1
    const again = await taken(world.store, 'again')
    await inbox.markSending(again, attempt('a'))
    expect((await messages.byEvent(event('a')))?.key).toBe(again.key)
    expect((await messages.byEvent(event('notice')))?.key).toBe(again.key)
    expect(await messages.byEvent(event('b'))).toBeUndefined()
  })

  it('finds the last failure of a portal that was not sent again', async () => {
    await using world = await createWorld(open)
    const { messages, inbox } = world.store
    const portal = 'p' as PortalKey
    expect(await messages.lastFailed(portal)).toBeUndefined()
    const first = await sending(world.store, 'a')
    await report(world.store, first, { state: 'failed' })
    world.now += 1
    const second = await settled(world.store, 'b', 'doubtful')
    expect((await messages.lastFailed(portal))?.key).toBe(second)
    expect(await messages.lastFailed('other' as PortalKey)).toBeUndefined()
    world.now += 1
    const again = await taken(world.store, 'again')
    await inbox.markSending(again, attempt('b'))
    expect((await messages.lastFailed(portal))?.key).toBe(first)
    await report(world.store, again.key, { state: 'failed' })
    expect((await messages.lastFailed(portal))?.key).toBe(again.key)
  })

  it('lists accepted ones without a final state by age, carrier and number', async () => {
    await using world = await createWorld(open)
    const { messages } = world.store
    const keys: MessageKey[] = []
    for (const name of ['a', 'b', 'c', 'd']) {
      keys.push(await sending(world.store, name))
      world.now += 10
    }
    const [a, b, c, d] = keys as [MessageKey, MessageKey, MessageKey, MessageKey]
    for (const key of [a, b, d]) await report(world.store, key, { state: 'sent' })
    await report(world.store, c, { state: 'delivered' })
    const unfinished = async (from: number, until: number, limit = 9) =>
      (await messages.unfinished(carrier, { from, until }, limit)).map(({ key }) => key)
    expect(await unfinished(0, world.now)).toEqual([a, b, d])
    expect(await unfinished(0, world.now, 2)).toEqual([a, b])
    expect(await unfinished(0, 1_000_010)).toEqual([a])
    expect(await unfinished(1_000_010, world.now)).toEqual([b, d])
    const all = { from: 0, until: world.now }
    expect(await messages.unfinished('other', all, 9)).toEqual([])
  })
}

async function report(
  { messages }: Ports,
  key: MessageKey,
  change: Pick<DeliveryReceipt, 'state' | 'reason' | 'code'>,
  id = `of ${key}`,
): Promise<void> {
  await messages.report(carrier, { kind: 'receipt', id, key, ...change })
}

/** What became of an attempt that the carrier gave no ID to. */
async function settled(
  store: Ports,
  of: string,
  state: 'doubtful' | 'failed',
): Promise<MessageKey> {
  const entry = await taken(store, of)
  await store.inbox.settle(entry, { state: 'done', outcome: { attempt: attempt(of), state } })
  return entry.key
}

async function sending(store: Ports, of: string): Promise<MessageKey> {
  const entry = await taken(store, of)
  await store.inbox.markSending(entry, attempt(of))
  return entry.key
}

function orderOf<Item>(items: Item[]): fc.Arbitrary<Item[]> {
  return fc.shuffledSubarray(items, { minLength: items.length, maxLength: items.length })
}
