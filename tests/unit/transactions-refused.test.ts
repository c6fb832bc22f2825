import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { type AppserviceWorld, appserviceWorld, event, token } from './appservice-world.ts'

let world: AppserviceWorld
beforeEach(async () => {
  world = await appserviceWorld()
})
afterEach(async () => await world[Symbol.asyncDispose]())

describe('what is no transaction', () => {
  it.each([
    ['{"events":[', 400, 'M_NOT_JSON'],
    ['', 200, undefined],
    ['{"events":{}}', 400, 'M_BAD_JSON'],
    ['[]', 400, 'M_BAD_JSON'],
    [`{"events":[],"padding":"${'x'.repeat(20 * 1024 * 1024)}"}`, 413, 'M_TOO_LARGE'],
  ])('is refused, or is none: %#', async (body, status, errcode) => {
    const answer = await world.ask('PUT', '/transactions/1', body)
    expect(answer).toEqual({ status, body: errcode === undefined ? {} : { errcode } })
  })

  it('is taken up to nearly 20 MB', async () => {
    const body = { msgtype: 'm.text', body: 'x'.repeat(60_000) }
    const events = Array.from({ length: 300 }, (_, n) => event(String(n), { content: body }))
    expect(await world.put(events)).toMatchObject({ status: 200 })
    expect(await world.stored()).toHaveLength(300)
  })

  it.each([
    ['PUT', '/transactions/1'],
    ['GET', '/users/@phone_12025550123:one.example'],
    ['POST', '/ping'],
  ])('%s %s is refused without the token or with another one', async (method, target) => {
    const body = method === 'GET' ? undefined : JSON.stringify({ events: [event('a')] })
    expect(await world.ask(method, target, body, null)).toMatchObject({ status: 401 })
    for (const wrong of [`${token}x`, token.slice(1), 'x']) {
      expect(await world.ask(method, target, body, wrong)).toEqual({
        status: 403,
        body: { errcode: 'M_FORBIDDEN' },
      })
    }
    expect(await world.stored()).toEqual([])
    expect(world.ghosts).toEqual([])
  })
})

describe('questions of the homeserver', () => {
  it('make a ghost for a number that can exist, and for nobody else', async () => {
    const user = async (id: string) =>
      (await world.ask('GET', `/users/${encodeURIComponent(id)}`)).status
    expect(await user('@phone_12025550123:one.example')).toBe(200)
    expect(await user('@phone_short_72345:one.example')).toBe(200)
    expect(world.ghosts).toEqual(['+12025550123', 'short:72345'])
    for (const nobody of [
      '@phone_1:one.example',
      '@phone_012025550123:one.example',
      '@phone_12025550123:two.example',
      '@ann:one.example',
      'x',
    ]) {
      expect(await user(nobody)).toBe(404)
    }
    expect(world.ghosts).toHaveLength(2)
  })

  it('are answered 500 when the ghost can not be made', async () => {
    const answer = await world.ask('GET', '/users/@phone_withheld:one.example')
    expect(answer).toEqual({ status: 500, body: { errcode: 'M_UNKNOWN' } })
  })

  it('about rooms, and about what is not known, are answered as the specification says', async () => {
    const room404 = await world.ask('GET', `/rooms/${encodeURIComponent('#phone_x:one.example')}`)
    expect(room404).toEqual({ status: 404, body: { errcode: 'M_NOT_FOUND' } })
    const unknown = await world.ask('GET', '/thirdparty/protocol/tel')
    expect(unknown).toEqual({ status: 404, body: { errcode: 'M_UNRECOGNIZED' } })
    expect(await world.ask('POST', '/ping', '{"transaction_id":"x"}')).toEqual({
      status: 200,
      body: {},
    })
    expect((await world.ask('GET', '/users/%E0%A4%A')).status).toBe(400)
    for (const other of [
      '/transactions',
      '/transactions/',
      '/transactions/1/2',
      '/transactions//1',
    ]) {
      expect((await world.ask('PUT', other, '{"events":[]}')).status).toBe(404)
      expect((await world.ask('PUT', other, '{"events":[]}', null)).status).toBe(401)
    }
    expect((await world.ask('PUT', '/transactions/1/?x=/y', '{"events":[]}')).status).toBe(200)
  })
})
