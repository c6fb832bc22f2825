import fc from 'fast-check'
import { expect, it } from 'vitest'
import type { UserId } from '../../../src/core/ids.ts'
import type { PhoneNumber } from '../../../src/core/phone.ts'
import {
  ada,
  ann,
  ben,
  carrier,
  createWorld,
  home,
  line,
  type OpenStore,
  room,
  type World,
  work,
} from './world.ts'

export function linesContract(open: OpenStore): void {
  it('gives a number to one account at a time', async () => {
    await using world = await createWorld(open)
    const { lines } = world.store
    const given = { number: home, carrier, label: 'Home' }
    const both = await Promise.all([ann, ben].map((account) => lines.assign({ ...given, account })))
    expect(both.map((assigned) => assigned?.account)).toEqual([ann, undefined])
    const again = await lines.assign({ ...given, label: 'Other', account: ann })
    expect(again, 'what is held already stays as it is').toEqual(both[0])
    await world.reopen()
    expect(await world.store.lines.ofNumber(home)).toEqual(both[0])
    expect(await world.store.lines.active()).toHaveLength(1)
  })

  it('makes the first line the default, and another one only when told so', async () => {
    await using world = await createWorld(open)
    const { lines } = world.store
    const first = await line(world.store, ann, home)
    const second = await line(world.store, ann, work)
    expect([first.isDefault, second.isDefault]).toEqual([true, false])
    const other = await line(world.store, ben, '+15550100003' as PhoneNumber)
    await lines.setDefault(second.id)
    const defaults = (await lines.ofAccount(ann)).map(({ isDefault }) => isDefault)
    expect(defaults).toEqual([false, true])
    expect((await lines.get(other.id))?.isDefault).toBe(true)
    await lines.release(second.id)
    expect((await lines.ofAccount(ann)).map(({ isDefault }) => isDefault)).toEqual([false])
    await lines.setDefault(second.id)
    expect((await lines.get(second.id))?.isDefault, 'a released one is none').toBe(false)
  })

  it('changes what is given and nothing else', async () => {
    await using world = await createWorld(open)
    const { lines } = world.store
    const { id } = await line(world.store, ann)
    await lines.update(id, { space: room('space') })
    await lines.update(id, { label: 'Home' })
    await lines.update(id, { carrierNumberId: 'PN1' })
    const wanted = { label: 'Home', space: room('space'), carrierNumberId: 'PN1', number: home }
    expect(await lines.get(id)).toMatchObject(wanted)
    expect(await lines.get('unknown' as never)).toBeUndefined()
  })

  it('finds the old line when the same account gets its number again', async () => {
    await using world = await createWorld(open)
    const { lines } = world.store
    const first = await line(world.store, ann)
    await lines.update(first.id, { space: room('space') })
    await lines.release(first.id)
    expect(await lines.ofNumber(home)).toBeUndefined()
    expect(await lines.ofAccount(ann)).toEqual([])
    expect(await lines.get(first.id)).toMatchObject({ state: 'released', isDefault: false })
    const again = await lines.assign({
      number: home,
      account: ann,
      carrier: 'new',
      label: 'New',
      carrierNumberId: 'PN2',
    })
    const kept = { id: first.id, space: room('space'), state: 'active' }
    expect(again).toMatchObject({ ...kept, carrier: 'new', label: 'New', carrierNumberId: 'PN2' })
  })

  it('makes another line when another account gets the number', async () => {
    await using world = await createWorld(open)
    const first = await line(world.store, ann)
    await world.store.lines.release(first.id)
    const second = await line(world.store, ben)
    expect(second.id).not.toBe(first.id)
    expect(second.space).toBeUndefined()
    expect(await world.store.lines.get(first.id)).toMatchObject({ account: ann, state: 'released' })
  })

  it('never gives a room a second owner, whoever holds the number', async () => {
    const [accounts, numbers] = [
      [ann, ben, '@cy:one.example' as UserId],
      [home, work],
    ] as const
    const step = fc.record({
      account: fc.constantFrom(...accounts),
      number: fc.constantFrom(...numbers),
      what: fc.constantFrom('assign' as const, 'release' as const, 'restart' as const),
    })
    await fc.assert(
      fc.asyncProperty(fc.array(step, { maxLength: 25 }), async (steps) => {
        await using world = await createWorld(open)
        const owners = new Map<string, UserId>()
        for (const one of steps) {
          await act(world, one)
          await textTo(world, one.number, owners)
        }
      }),
      { numRuns: 40 },
    )
  })

  it('lets one account buy a number at a time', async () => {
    await using world = await createWorld(open)
    const { lines } = world.store
    const price = { amount: 11_500, currency: 'USD' }
    const purchase = { number: home, carrier, label: 'Line', price }
    expect(await lines.beginPurchase({ ...purchase, account: ann }, 9)).toBe('begun')
    expect(await lines.beginPurchase({ ...purchase, account: ann }, 9)).toBe('under-way')
    expect(await lines.beginPurchase({ ...purchase, account: ben }, 9)).toBe('taken')
    await world.reopen()
    const reopened = world.store.lines
    expect(await reopened.openPurchases()).toEqual([{ ...purchase, account: ann }])
    await reopened.endPurchase(home)
    expect(await reopened.openPurchases()).toEqual([])
    expect(await reopened.beginPurchase({ ...purchase, account: ben }, 9)).toBe('begun')
  })

  it('counts lines and purchases of an account together, also when two begin at once', async () => {
    await using world = await createWorld(open)
    const { lines } = world.store
    await line(world.store, ann, '+15550100003' as PhoneNumber)
    const purchase = { carrier, label: 'Line' }
    const begin = (number: PhoneNumber, account: UserId) =>
      lines.beginPurchase({ ...purchase, number, account }, 2)
    expect(await Promise.all([begin(home, ann), begin(work, ann)])).toEqual(['begun', 'limit'])
    expect(await begin(home, ann), 'its own one goes on').toBe('under-way')
    expect(await begin(work, ben), 'others are not counted').toBe('begun')
    await lines.assign({ ...purchase, number: home, account: ann })
    const third = '+15550100004' as PhoneNumber
    expect(await begin(third, ann)).toBe('limit')
    const [first] = await lines.ofAccount(ann)
    if (first !== undefined) await lines.release(first.id)
    expect(await begin(third, ann)).toBe('begun')
  })

  it('ends a purchase with the line that it became', async () => {
    await using world = await createWorld(open)
    const { lines } = world.store
    const purchase = { number: home, account: ann, carrier, label: 'Line' }
    const begun = await Promise.all([
      lines.beginPurchase(purchase, 9),
      lines.beginPurchase({ ...purchase, account: ben }, 9),
    ])
    expect(begun).toEqual(['begun', 'taken'])
    await lines.assign(purchase)
    expect(await lines.openPurchases()).toEqual([])
    for (const account of [ann, ben]) {
      expect(await lines.beginPurchase({ ...purchase, account }, 9)).toBe('taken')
    }
  })
}

interface Step {
  readonly account: UserId
  readonly number: PhoneNumber
  readonly what: 'assign' | 'release' | 'restart'
}

async function act(world: World, { account, number, what }: Step): Promise<void> {
  const { lines } = world.store
  const held = await lines.ofNumber(number)
  if (what === 'restart') await world.reopen()
  if (what === 'release' && held !== undefined) await lines.release(held.id)
  if (what === 'assign') await lines.assign({ number, account, carrier, label: 'Line' })
}

/** A text comes for the number: the room it lands in belongs to whoever holds the number now. */
async function textTo({ store }: World, number: PhoneNumber, owners: Map<string, UserId>) {
  const active = (await store.lines.active()).filter((one) => one.number === number)
  expect(active.length).toBeLessThanOrEqual(1)
  for (const { id, account } of active) {
    const portal = await store.portals.begin({ line: id, contact: ada, account })
    const lands = portal.room ?? room(`${number} ${owners.size}`)
    if (portal.room === undefined) await store.portals.link(portal.key, lands)
    expect(owners.get(lands) ?? account).toBe(account)
    owners.set(lands, account)
    expect((await store.portals.byRoom(lands))?.account).toBe(account)
  }
  for (const [lands, account] of owners) {
    expect((await store.portals.byRoom(lands as never))?.account).toBe(account)
  }
}
