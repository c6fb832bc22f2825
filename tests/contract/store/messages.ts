import fc from 'fast-check'
import { expect, it } from 'vitest'
import type { MessageAdvance, MessageKey, MessageState } from '../../../src/core/message.ts'
import type { PortalKey } from '../../../src/core/portal.ts'
import { attempt, carrier, createWorld, event, type OpenStore, type Ports, taken } from './world.ts'

export function messagesContract(open: OpenStore): void {
  it('ends in the same state in whatever order reports come, and never steps back', async () => {
    const reports: readonly MessageAdvance[] = [
      { state: 'doubtful', reason: 'No answer' },
      { state: 'sent', carrierMessageId: 'SM1' },
      { state: 'failed', reason: 'Switched off', code: '30003', isRetryable: true },
      { state: 'delivered', carrierMessageId: 'SM1' },
      { state: 'sending' },
    ]
    const some = fc
      .subarray([...reports], { minLength: 1 })
      .chain((chosen) => fc.tuple(fc.constant(chosen), orderOf([...chosen, ...chosen])))
    await using world = await createWorld(open)
    let count = 0
    await fc.assert(
      fc.asyncProperty(some, async ([chosen, order]) => {
        count += 1
        const key = await sending(world.store, `m${count}`)
        const seen: MessageState[] = []
        for (const report of order) {
          const id = report.carrierMessageId === undefined ? {} : { carrierMessageId: `SM${count}` }
          await world.store.messages.advance(key, { ...report, ...id })
          seen.push((await world.store.messages.byKey(key))?.state ?? 'sending')
        }
        const last = ['delivered', 'failed', 'sent', 'doubtful', 'sending'].find((state) =>
          chosen.some((report) => report.state === state),
        )
        const wanted = chosen.find(({ state }) => state === last)
        const message = await world.store.messages.byKey(key)
        expect(message?.state).toBe(last)
        expect(message?.reason).toBe(wanted?.reason)
        expect(message?.isRetryable).toBe(wanted?.isRetryable ?? false)
        const ways = ['sending', 'doubtful', 'sent', 'failed', 'delivered']
        const ranks = seen.map((state) => ways.indexOf(state))
        expect(ranks).toEqual([...ranks].sort((one, other) => one - other))
      }),
      { numRuns: 150 },
    )
  })

  it('tells whether a report changed anything', async () => {
    await using world = await createWorld(open)
    const { messages } = world.store
    const key = await sending(world.store, 'a')
    expect(await messages.advance(key, { state: 'sent', carrierMessageId: 'SM1' })).toBe(true)
    expect(await messages.advance(key, { state: 'sent', carrierMessageId: 'SM1' })).toBe(false)
    expect(await messages.advance(key, { state: 'doubtful' })).toBe(false)
    const nobody = 'A'.repeat(22) as MessageKey
    expect(await messages.advance(nobody, { state: 'sent' })).toBe(false)
    expect(await messages.byKey(nobody)).toBeUndefined()
  })

  it('links a late carrier ID to a message that is further already, and never changes it', async () => {
    await using world = await createWorld(open)
    const { messages } = world.store
    const key = await sending(world.store, 'a')
    await messages.advance(key, { state: 'delivered' })
    expect(await messages.advance(key, { state: 'sent', carrierMessageId: 'SM1' })).toBe(true)
    await messages.advance(key, { state: 'sent', carrierMessageId: 'SM2' })
    expect(await messages.byKey(key)).toMatchObject({
      state: 'delivered',
      carrierMessageId: 'SM1',
    })
  })

  it('gives one carrier message to one message only', async () => {
    await using world = await createWorld(open)
    const { messages } = world.store
    const [one, two] = [await sending(world.store, 'a'), await sending(world.store, 'b')]
    await messages.advance(one, { state: 'sent', carrierMessageId: 'SM1' })
    await messages.advance(two, { state: 'sent', carrierMessageId: 'SM1' })
    expect((await messages.byCarrierId(carrier, 'SM1'))?.key).toBe(one)
    expect((await messages.byKey(two))?.carrierMessageId).toBeUndefined()
    expect(await messages.isLinked(carrier, 'SM1')).toBe(true)
    expect(await messages.byCarrierId('other', 'SM1')).toBeUndefined()
  })

  it('lists what may have been sent after a restart', async () => {
    await using world = await createWorld(open)
    const first = await sending(world.store, 'a')
    world.now += 1
    const second = await sending(world.store, 'b')
    const third = await sending(world.store, 'c')
    await world.store.messages.advance(third, { state: 'sent' })
    await world.reopen()
    const keys = (await world.store.messages.sending()).map(({ key }) => key)
    expect(keys).toEqual([first, second])
  })

  it('lists what the room was not told, the longest waiting first, until it is told', async () => {
    await using world = await createWorld(open)
    const { messages } = world.store
    const [one, two] = [await sending(world.store, 'a'), await sending(world.store, 'b')]
    expect(await messages.untold(9)).toEqual([])
    await messages.advance(two, { state: 'sent' })
    world.now += 1
    await messages.advance(one, { state: 'failed', reason: 'No' })
    const untold = async (limit: number) => (await messages.untold(limit)).map(({ key }) => key)
    expect(await untold(9)).toEqual([two, one])
    expect(await untold(1)).toEqual([two])
    await messages.told(two, 'sent')
    await messages.told(one, 'failed', event('notice'))
    expect(await untold(9)).toEqual([])
    await messages.advance(two, { state: 'delivered' })
    expect(await untold(9)).toEqual([two])
    expect(await messages.byKey(one)).toMatchObject({ told: 'failed', notice: '$notice' })
    await messages.told(one, 'failed')
    expect((await messages.byKey(one))?.notice, 'the notice stays').toBe('$notice')
  })

  it('finds the newest attempt for an event, and for the notice about one', async () => {
    await using world = await createWorld(open)
    const { messages, inbox } = world.store
    const first = await sending(world.store, 'a')
    await messages.advance(first, { state: 'failed' })
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
    await messages.advance(first, { state: 'failed' })
    world.now += 1
    const second = await sending(world.store, 'b')
    await messages.advance(second, { state: 'doubtful' })
    expect((await messages.lastFailed(portal))?.key).toBe(second)
    expect(await messages.lastFailed('other' as PortalKey)).toBeUndefined()
    world.now += 1
    const again = await taken(world.store, 'again')
    await inbox.markSending(again, attempt('b'))
    expect((await messages.lastFailed(portal))?.key).toBe(first)
    await messages.advance(again.key, { state: 'failed' })
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
    for (const key of [a, b, d]) await messages.advance(key, { state: 'sent' })
    await messages.advance(c, { state: 'delivered' })
    const unfinished = async (before: number, limit: number) =>
      (await messages.unfinished(carrier, before, limit)).map(({ key }) => key)
    expect(await unfinished(world.now, 9)).toEqual([a, b, d])
    expect(await unfinished(world.now, 2)).toEqual([a, b])
    expect(await unfinished(1_000_010, 9)).toEqual([a])
    expect(await messages.unfinished('other', world.now, 9)).toEqual([])
  })
}

async function sending(store: Ports, of: string): Promise<MessageKey> {
  const entry = await taken(store, of)
  await store.inbox.markSending(entry, attempt(of))
  return entry.key
}

function orderOf<Item>(items: Item[]): fc.Arbitrary<Item[]> {
  return fc.shuffledSubarray(items, { minLength: items.length, maxLength: items.length })
}
