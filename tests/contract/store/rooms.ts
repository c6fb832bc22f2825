import { expect, it } from 'vitest'
import { withheld } from '../../../src/core/contact.ts'
import { ada, ann, ben, createWorld, event, eventEntry, type OpenStore, room } from './world.ts'

export function roomsContract(open: OpenStore): void {
  it('knows each account’s chat with the bot, and whose it is', async () => {
    await using world = await createWorld(open)
    await world.store.rooms.setControlRoom(ann, room('old'))
    await world.store.rooms.setControlRoom(ann, room('new'))
    await world.store.rooms.setControlRoom(ben, room('ben'))
    await world.reopen()
    const { rooms } = world.store
    expect(await rooms.controlRoom(ann)).toBe(room('new'))
    expect(await rooms.accountOfControlRoom(room('new'))).toBe(ann)
    expect(await rooms.accountOfControlRoom(room('ben'))).toBe(ben)
    expect(await rooms.accountOfControlRoom(room('old'))).toBeUndefined()
    expect(await rooms.controlRoom('@cy:one.example' as typeof ann)).toBeUndefined()
  })

  it('reads a chat with the bot from where it is told to, which a second word does not change', async () => {
    await using world = await createWorld(open)
    await world.store.rooms.setControlRoom(ann, room('a'), event('invited'))
    await world.store.rooms.setControlRoom(ann, room('a'), event('later'))
    await world.reopen()
    const position = { room: room('a'), lastEvent: '$invited' }
    expect(await world.store.rooms.readPosition(room('a'))).toEqual(position)
  })

  it('tells how far every room was read, the recently busy first', async () => {
    await using world = await createWorld(open)
    const names = Array.from({ length: 450 }, (_, n) => `${String(n).padStart(3, '0')}`)
    const account = (name: string) => `@${name}:one.example` as typeof ann
    const { rooms, inbox } = world.store
    await Promise.all(names.map((name) => rooms.setControlRoom(account(name), room(name))))
    for (const name of ['007', '300']) {
      world.now += 1
      await inbox.append('matrix', [eventEntry(name, room(name))])
    }
    await rooms.advance(room('100'), event('read'))
    await world.reopen()
    const found = await Array.fromAsync(world.store.rooms.readPositions())
    expect(found.slice(0, 2)).toEqual([
      { room: room('300'), lastEvent: '$300' },
      { room: room('007'), lastEvent: '$007' },
    ])
    expect(found.map((position) => position.room).sort()).toEqual(names.map(room))
    expect(found).toContainEqual({ room: room('100'), lastEvent: '$read' })
    await world.store.rooms.advance(room('nobody'), event('read'))
    expect(await world.store.rooms.readPosition(room('nobody'))).toBeUndefined()
  })

  it('tells who was busy last, also when the clock is set back', async () => {
    await using world = await createWorld(open)
    const { rooms, inbox } = world.store
    const names = ['a', 'b'] as const
    const account = (name: string) => `@${name}:one.example` as typeof ann
    for (const name of names) await rooms.setControlRoom(account(name), room(name))
    const first = async () => (await Array.fromAsync(rooms.readPositions()))[0]?.room
    const write = async (id: string, name: string) => {
      await inbox.append('matrix', [eventEntry(id, room(name))])
    }
    await write('1', 'a')
    world.now += 20_000
    await write('2', 'b')
    expect(await first()).toBe(room('b'))
    world.now += 20_000
    await write('3', 'a')
    expect(await first()).toBe(room('a'))
    world.now -= 3_600_000
    await write('4', 'a')
    expect(await first()).toBe(room('b'))
  })

  it('knows which ghosts exist', async () => {
    await using world = await createWorld(open)
    await Promise.all([world.store.ghosts.add(ada), world.store.ghosts.add(ada)])
    await world.reopen()
    expect(world.store.ghosts.has(ada)).toBe(true)
    expect(world.store.ghosts.has(withheld)).toBe(false)
  })

  it('keeps a dialogue of one account in one room until it ends', async () => {
    await using world = await createWorld(open)
    await world.store.dialogues.set(ann, room('a'), { step: 1 })
    await world.store.dialogues.set(ann, room('a'), { step: 2, choices: ['x'] })
    await world.reopen()
    const { dialogues } = world.store
    expect(await dialogues.get(ann, room('a'))).toEqual({ step: 2, choices: ['x'] })
    expect(await dialogues.get(ben, room('a'))).toBeUndefined()
    expect(await dialogues.get(ann, room('b'))).toBeUndefined()
    await dialogues.set(ann, room('a'), undefined)
    expect(await dialogues.get(ann, room('a'))).toBeUndefined()
  })

  it('keeps settings by name', async () => {
    await using world = await createWorld(open)
    await world.store.settings.set('listed sim', '1')
    await world.store.settings.set('listed sim', '2')
    await world.reopen()
    const { settings } = world.store
    expect(await settings.get('listed sim')).toBe('2')
    await settings.set('listed sim', undefined)
    expect(await settings.get('listed sim')).toBeUndefined()
  })

  it('lists the settings whose names begin alike', async () => {
    await using world = await createWorld(open)
    const names = ['parts b', 'parts a', 'parts %', 'part', 'PARTS c', 'partsx', 'parts \u{1f4f1}']
    for (const name of names) await world.store.settings.set(name, `of ${name}`)
    await world.reopen()
    const { settings } = world.store
    const found = ['parts %', 'parts a', 'parts b', 'parts \u{1f4f1}']
    expect(await settings.entries('parts ')).toEqual(found.map((name) => [name, `of ${name}`]))
    expect(await settings.entries('nothing ')).toEqual([])
  })
}
