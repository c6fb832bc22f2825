import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { type AppserviceWorld, appserviceWorld, bot, event, room } from './appservice-world.ts'

let world: AppserviceWorld
beforeEach(async () => {
  world = await appserviceWorld()
})
afterEach(async () => await world[Symbol.asyncDispose]())

describe('a transaction', () => {
  it('is answered once its hundred events are stored, in their order', async () => {
    const names = Array.from({ length: 100 }, (_, n) => String(n))
    expect(await world.put(names.map((name) => event(name)))).toEqual({ status: 200, body: {} })
    expect(world.woken()).toBe(1)
    expect(await world.stored()).toEqual(names.map((name) => `$${name}`))
  })

  it('that comes again, under its own or another number, changes nothing', async () => {
    for (const id of ['1', '1', '2']) {
      expect(await world.put([event('a'), event('b')], id)).toMatchObject({ status: 200 })
    }
    expect(await world.stored()).toEqual(['$a', '$b'])
  })

  it('keeps an event with all that it says', async () => {
    const content = { membership: 'join', deep: { list: [null, 'שלום 👋 \u0000'] } }
    const member = { type: 'm.room.member', state_key: '@ann:one.example', content }
    await world.put([event('a', member), event('b', { type: 'm.room.redaction', redacts: '$x' })])
    const entries = await world.inbox.take(9)
    expect(entries.map(({ payload }) => payload)).toEqual([
      {
        kind: 'matrix',
        event: {
          id: '$a',
          room,
          sender: '@ann:one.example',
          type: 'm.room.member',
          stateKey: '@ann:one.example',
          content,
          at: 1_700_000_000_000,
        },
      },
      {
        kind: 'matrix',
        event: expect.objectContaining({
          id: '$b',
          content: { msgtype: 'm.text', body: 'b', redacts: '$x' },
        }),
      },
    ])
    expect(entries.map(({ lane }) => lane)).toEqual([`room ${room}`, `out ${room}`])
  })

  it.each([
    ['without content', { content: undefined }],
    ['with content that is none', { content: 'text' }],
    ['without an ID', { event_id: undefined }],
    ['with a name for an ID', { event_id: 'a' }],
    ['without a room', { room_id: undefined }],
    ['without a sender', { sender: undefined }],
    ['with an endless ID', { event_id: `$${'x'.repeat(300)}` }],
    ['with a type that is a number', { type: 7 }],
  ])('takes the rest when there is an event %s', async (_, change) => {
    const sent = await world.put([event('a'), event('bad', change), event('b')])
    expect(sent).toEqual({ status: 200, body: {} })
    expect(await world.stored()).toEqual(['$a', '$b'])
    expect(world.log.lines.join()).toContain('could not be read')
    expect(world.log.lines.join()).not.toContain('msgtype')
  })

  it('takes the rest when there is an event nested without end', async () => {
    const good = [event('a'), event('b')].map((one) => JSON.stringify(one))
    const bad = JSON.stringify(event('bad', { content: { a: 0 } }))
    const deep = bad.replace('"a":0', `"a":${'['.repeat(20_000)}${']'.repeat(20_000)}`)
    const body = `{"events":[${good[0]},${deep},${good[1]}]}`
    expect(await world.ask('PUT', '/transactions/1', body)).toMatchObject({ status: 200 })
    expect(await world.stored()).toEqual(['$a', '$b'])
  })

  it('takes the rest when there is something that is no event at all', async () => {
    expect(await world.put([null, 7, 'x', [], event('a')])).toMatchObject({ status: 200 })
    expect(await world.stored()).toEqual(['$a'])
  })

  it('stores a type that nobody knows, and a time that is none', async () => {
    await world.put([event('a', { type: 'org.example.unknown', origin_server_ts: 'now' })])
    expect(await world.stored()).toEqual(['$a'])
  })

  it('leaves out what ghosts and the bot do', async () => {
    const ours = [bot, '@phone_12025550123:one.example']
    await world.put([
      ...ours.map((sender, n) => event(`own ${n}`.replace(' ', ''), { sender })),
      event('a'),
    ])
    expect(await world.stored()).toEqual(['$a'])
  })

  it('may bring nothing, or no events but other things', async () => {
    expect(await world.put([])).toMatchObject({ status: 200 })
    const ephemeral = JSON.stringify({ 'de.sorunome.msc2409.ephemeral': [{ type: 'm.receipt' }] })
    expect(await world.ask('PUT', '/transactions/2', ephemeral)).toMatchObject({ status: 200 })
    expect(await world.stored()).toEqual([])
  })

  it('that can not be stored is answered 500, and stored when it comes again', async () => {
    world.break(true)
    expect(await world.put([event('a')])).toEqual({ status: 500, body: { errcode: 'M_UNKNOWN' } })
    expect(world.woken()).toBe(0)
    world.break(false)
    expect(await world.put([event('a')])).toMatchObject({ status: 200 })
    expect(await world.stored()).toEqual(['$a'])
  })
})
