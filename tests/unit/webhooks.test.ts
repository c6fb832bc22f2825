import { once } from 'node:events'
import { connect } from 'node:net'
import { text as textOf } from 'node:stream/consumers'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { textEntry } from '../contract/store/world.ts'
import { authToken, text, type WebWorld, webhook, webWorld } from './web-world.ts'

let world: WebWorld
beforeEach(async () => {
  world = await webWorld()
})
afterEach(async () => await world[Symbol.asyncDispose]())

const key = 'AAAAAAAAAAAAAAAAAAAAAA'
const ready = async () => (await world.store.inbox.depth()).ready

describe('a webhook', () => {
  it('is stored, then acknowledged with nothing that would be texted back', async () => {
    expect(await world.report(text)).toBe(204)
    expect(world.woken()).toBe(1)
    const [entry] = await world.store.inbox.take(5)
    expect(entry).toMatchObject({
      source: 'carrier main',
      sourceId: 'SM1',
      lane: 'in +15550100001 +12025550123',
      payload: { kind: 'carrier', carrier: 'main', event: { kind: 'text', text: 'a secret text' } },
    })
  })

  it('that comes a hundred times is one entry', async () => {
    const statuses = await Promise.all(Array.from({ length: 100 }, () => world.report(text)))
    expect(new Set(statuses)).toEqual(new Set([204]))
    expect(await ready()).toBe(1)
  })

  it('moves a message forward by the key in its address, whatever order states come in', async () => {
    const { inbox, messages } = world.store
    await inbox.append('test', [textEntry('1')])
    const [entry] = await inbox.take(1)
    if (entry === undefined) throw new Error('no entry')
    const attempt = { portal: 'a b', event: '$1', carrier: 'main', segments: 1 } as never
    await inbox.markSending(entry, attempt)
    for (const MessageStatus of ['delivered', 'sent', 'delivered']) {
      expect(await world.report({ ...text, MessageStatus }, `/${entry.key}`)).toBe(204)
    }
    const moved = { state: 'delivered', carrierMessageId: 'SM1' }
    expect(await messages.byKey(entry.key)).toMatchObject(moved)
    expect(await messages.byCarrierId('main', 'SM1')).toMatchObject(moved)
    expect(await ready()).toBe(1)
  })

  it('about a message that is none of ours is acknowledged and stored nowhere', async () => {
    expect(await world.report({ ...text, MessageStatus: 'sent' }, `/${key}`)).toBe(204)
    expect(await ready()).toBe(0)
  })

  it('about what is no message is acknowledged and stored nowhere', async () => {
    expect(await world.report({ CallSid: 'CA1' })).toBe(204)
    expect(await world.report({})).toBe(204)
    expect(await ready()).toBe(0)
  })

  it.each([
    ['another secret', '/webhooks/main/guessed'],
    ['no secret', '/webhooks/main'],
    ['an empty secret', '/webhooks/main/'],
    ['an unknown carrier', '/webhooks/other/unguessable'],
    ['a carrier that every object has', '/webhooks/constructor/unguessable'],
  ])('with %s is not found', async (_, target) => {
    expect((await world.post(target, 'MessageSid=SM1')).status).toBe(404)
    expect(await ready()).toBe(0)
  })

  it('that is not signed, or for another body, is refused', async () => {
    expect((await world.post(webhook, 'MessageSid=SM1')).status).toBe(403)
    const headers = { 'x-twilio-signature': 'RSOYDt4T1cUTdK1PDd93/VVr8B8=' }
    expect((await world.post(webhook, 'MessageSid=SM1', headers)).status).toBe(403)
    expect(await ready()).toBe(0)
    const page = await world.scrape()
    expect(page).toContain('homeline_webhooks_total{carrier="main",outcome="unauthorized"} 2')
  })

  it('that is signed but malformed is refused as such', async () => {
    expect(await world.report({ ...text, To: 'nobody' })).toBe(400)
    expect(await ready()).toBe(0)
    const page = await world.scrape()
    expect(page).toContain('homeline_webhooks_total{carrier="main",outcome="malformed"} 1')
  })

  it('that is too large is refused, one that just fits is not', async () => {
    expect(await world.report({ ...text, Body: 'x'.repeat(9_000_000) })).toBe(413)
    expect(await ready()).toBe(0)
    expect(await world.report({ ...text, Body: 'x'.repeat(100_000) })).toBe(204)
  })

  it('that is compressed is refused, counted and told to the operator', async () => {
    const answer = await world.post(webhook, 'x', { 'content-encoding': 'gzip' })
    expect(answer.status).toBe(415)
    expect(world.log.lines.join('\n')).toContain('"status":415')
    const page = await world.scrape()
    expect(page).toContain('homeline_webhooks_total{carrier="main",outcome="malformed"} 1')
  })

  it('leaves its connection to others, also when its body was not read', async () => {
    const socket = connect(world.port, '127.0.0.1')
    const head = ' HTTP/1.1\r\nHost: x\r\nContent-Length: '
    socket.write(`POST /webhooks/main/guessed${head}3\r\n\r\nabc`)
    socket.write(`POST ${webhook}${head}9000000\r\n\r\n${'x'.repeat(9_000_000)}`)
    socket.write(`GET /health/live${head}0\r\nConnection: close\r\n\r\n`)
    const answers = (await textOf(socket)).match(/^HTTP.*$/gm)
    expect(answers?.map((line) => line.split(' ')[1])).toEqual(['404', '413', '200'])
  })

  it('whose body breaks off is stored nowhere, and holds nothing up', async () => {
    const socket = connect(world.port, '127.0.0.1')
    const head = `POST ${webhook} HTTP/1.1\r\nHost: x\r\nContent-Length: 100\r\n\r\nMessageSid=`
    await once(socket, 'connect')
    socket.write(head)
    expect(await world.report(text)).toBe(204)
    socket.destroy()
    await once(socket, 'close')
    expect(await world.report({ ...text, MessageSid: 'SM2' })).toBe(204)
    expect(await ready()).toBe(2)
  })

  it('that can not be stored is answered 500, and stored when it comes again', async () => {
    world.break(true)
    expect(await world.report(text)).toBe(500)
    expect(world.woken()).toBe(0)
    world.break(false)
    expect(await world.report(text)).toBe(204)
    expect(await ready()).toBe(1)
    const page = await world.scrape()
    expect(page).toContain('homeline_webhooks_total{carrier="main",outcome="failed"} 1')
    expect(page).toContain('homeline_webhooks_total{carrier="main",outcome="accepted"} 1')
  })

  it('leaves neither its text nor a secret in the log', async () => {
    await world.report({ ...text, To: 'nobody' })
    await world.post(webhook, 'Body=a secret text')
    world.break(true)
    await world.report(text)
    const log = world.log.lines.join('\n')
    expect(world.log.lines).toHaveLength(3)
    for (const secret of ['a secret text', authToken, 'unguessable', '2025550123']) {
      expect(log).not.toContain(secret)
    }
  })

  it('is posted, nothing else', async () => {
    expect((await fetch(world.url + webhook)).status).toBe(404)
  })
})
