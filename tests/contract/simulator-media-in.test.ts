import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { square } from '../../bridges/sms/simulator/square.ts'
import type { CarrierEvent, KeptMedia } from '../../src/core/carrier.ts'
import type { PhoneNumber } from '../../src/core/phone.ts'
import { adapterOf, ownNumber, phone } from '../support/own-number.ts'
import {
  type TestBridge,
  type TestSimulator,
  testBridge,
  testSimulator,
} from '../support/simulator.ts'
import { until } from '../support/wait.ts'

const ada = phone('+13035550142')
const red = square([255, 0, 0])
const card = Buffer.from('BEGIN:VCARD\r\nVERSION:3.0\r\nFN:Ada\r\nEND:VCARD\r\n')

const stack = new AsyncDisposableStack()
let simulator: TestSimulator
let bridge: TestBridge
let line: PhoneNumber
beforeAll(async () => {
  simulator = stack.use(await testSimulator())
  bridge = stack.use(await testBridge())
  line = await ownNumber(simulator, bridge.url)
})
afterAll(() => stack.disposeAsync())

const carrier = () => adapterOf(simulator, bridge.url)
const fetched = async (url: string) => await carrier().media.fetch({ kind: 'kept', url })
const shown = async (id: string) => {
  const found = (await simulator.messages()).find(({ sid }) => sid === id)
  if (found === undefined) throw new Error('There is no such message')
  return found
}

describe('attachments from a phone', () => {
  const base64 = Buffer.from(red.bytes).toString('base64')
  const files = [
    { type: 'image/png', base64 },
    { type: 'text/x-vcard', base64: card.toString('base64') },
  ]

  async function received(text: string): Promise<Extract<CarrierEvent, { kind: 'text' }>> {
    const id = await simulator.text(ada, line, text, files)
    const { url, headers, body } = await until('the webhook', () =>
      bridge.posted.find(({ form }) => form['MessageSid'] === id),
    )
    const request = { url: bridge.url + url.replace(/^\/$/, ''), headers, body: Buffer.from(body) }
    const [event] = carrier().receive(request)
    if (event?.kind !== 'text') throw new Error('That is no text')
    return event
  }

  it('are told with their types, and given out to whoever proves to be the account', async () => {
    const event = await received('Look')
    const kept = event.media as readonly KeptMedia[]
    expect(event).toMatchObject({ text: 'Look', id: expect.stringMatching(/^MM/) })
    expect(kept.map(({ type }) => type)).toEqual(['image/png', 'text/x-vcard'])
    const bytes = await Promise.all(kept.map(({ url }) => fetched(url)))
    expect(bytes.map((each) => Buffer.from(each))).toEqual([red.bytes, card])
    for (const { url } of kept) expect((await fetch(url)).status).toBe(401)
  })

  it('are listed with the message as the webhook told them', async () => {
    const start = new Date()
    const { id, media } = await received('')
    const listed = await Array.fromAsync(carrier().list(start))
    const found = listed.find((item) => item.direction === 'in' && item.message.id === id)
    expect(found).toMatchObject({ message: { text: '', media } })
  })

  it('are gone once they were removed', async () => {
    const { id, media } = await received('secret')
    const [first] = media
    if (first?.kind !== 'kept') throw new Error('Nothing is kept')
    const deleting = adapterOf(simulator, bridge.url, { deleteMedia: true })
    await deleting.media.remove(first)
    await deleting.media.remove(first)
    await expect(fetched(first.url)).rejects.toMatchObject({ code: 'not-found' })
    expect(await shown(id)).toMatchObject({ media: [{ type: 'text/x-vcard' }] })
  })

  it('act as nothing in the page that shows them', async () => {
    const bytes = Buffer.from('<script>alert(1)</script>').toString('base64')
    const id = await simulator.text(ada, line, '', [{ type: 'text/html', base64: bytes }])
    const { media } = await shown(id)
    const { headers } = await fetch(`${simulator.url}/_sim/media/${media[0]?.sid}`)
    expect(headers.get('content-security-policy')).toMatch(/default-src 'none'.*sandbox/)
    expect(headers.get('x-content-type-options')).toBe('nosniff')
  })
})
