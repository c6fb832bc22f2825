import { expect, it } from 'vitest'
import { portalKey } from '../../../src/core/portal.ts'
import {
  ada,
  ann,
  ben,
  createWorld,
  eventEntry,
  home,
  line,
  type OpenStore,
  room,
  work,
} from './world.ts'

const other = '+12025550124' as typeof ada

export function portalsContract(open: OpenStore): void {
  it('writes the intent once, and remembers it without a room', async () => {
    await using world = await createWorld(open)
    const { id } = await line(world.store, ann)
    const wish = { line: id, contact: ada, account: ann }
    const both = await Promise.all([
      world.store.portals.begin(wish),
      world.store.portals.begin(wish),
    ])
    expect(both[0]).toEqual({
      ...wish,
      key: portalKey(id, ada),
      isBlocked: false,
      isOptedOut: false,
      isEncrypted: false,
      accountMembership: 'none',
    })
    expect(both[1]).toEqual(both[0])
    await world.reopen()
    expect(await world.store.portals.byKey(portalKey(id, ada))).toEqual(both[0])
    expect(await world.store.portals.ofLine(id)).toEqual([both[0]])
    expect(await world.store.portals.ofAccount(ann), 'not before it has a room').toEqual([])
  })

  it('is found by its room, and by its new room once that replaced it', async () => {
    await using world = await createWorld(open)
    const { portals, rooms } = world.store
    const { id } = await line(world.store, ann)
    const { key } = await portals.begin({ line: id, contact: ada, account: ann })
    await portals.link(key, room('old'))
    await portals.update(key, {
      accountMembership: 'join',
      isEncrypted: true,
      isBlocked: true,
      isOptedOut: true,
    })
    expect(await portals.byRoom(room('old'))).toMatchObject({ key, accountMembership: 'join' })
    expect(await rooms.readPosition(room('old'))).toEqual({ room: room('old') })
    await portals.link(key, room('new'))
    expect(await portals.byRoom(room('old'))).toBeUndefined()
    expect(await portals.byRoom(room('new'))).toMatchObject({
      key,
      accountMembership: 'none',
      isEncrypted: false,
      isBlocked: true,
      isOptedOut: true,
    })
    expect(await rooms.readPosition(room('new'))).toEqual({ room: room('new') })
  })

  it('never shares its room with another portal', async () => {
    await using world = await createWorld(open)
    const { portals } = world.store
    const { id } = await line(world.store, ann)
    const one = await portals.begin({ line: id, contact: ada, account: ann })
    const two = await portals.begin({ line: id, contact: other, account: ann })
    await portals.link(one.key, room('one'))
    await expect(portals.link(two.key, room('one'))).rejects.toThrow()
    expect((await portals.byRoom(room('one')))?.key).toBe(one.key)
    expect((await portals.byKey(two.key))?.room).toBeUndefined()
  })

  it('changes what is given and nothing else', async () => {
    await using world = await createWorld(open)
    const { portals } = world.store
    const { id } = await line(world.store, ann)
    const { key } = await portals.begin({ line: id, contact: ada, account: ann })
    await portals.update(key, { name: 'Ada', isBlocked: true })
    await portals.update(key, { isBlocked: false })
    expect(await portals.byKey(key)).toMatchObject({ name: 'Ada', isBlocked: false })
    await portals.update(key, { name: '' })
    expect(await portals.byKey(key)).not.toHaveProperty('name')
  })

  it('lists an account’s own, the recently busy first, without those of released lines', async () => {
    await using world = await createWorld(open)
    const { portals, inbox, lines } = world.store
    const held = [await line(world.store, ann, home), await line(world.store, ann, work)] as const
    const contacts = [ada, other] as const
    for (const { id } of held) {
      for (const contact of contacts) {
        const { key } = await portals.begin({ line: id, contact, account: ann })
        await portals.link(key, room(`${held.findIndex((one) => one.id === id)}${contact}`))
      }
    }
    for (const name of [`1${ada}`, `0${other}`]) {
      world.now += 1
      await inbox.append('matrix', [eventEntry(name, room(name))])
    }
    const busy = (await portals.ofAccount(ann)).map((portal) => portal.room)
    expect(busy.slice(0, 2)).toEqual([room(`0${other}`), room(`1${ada}`)])
    expect(busy).toHaveLength(4)
    expect(await portals.ofAccount(ben)).toEqual([])
    await lines.release(held[0].id)
    expect((await portals.ofAccount(ann)).map((portal) => portal.line)).toEqual([
      held[1].id,
      held[1].id,
    ])
    expect(await portals.ofLine(held[0].id)).toHaveLength(2)
  })
}
