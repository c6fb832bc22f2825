import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { square } from '../../bridges/sms/simulator/square.ts'
import type { MessageKey } from '../../src/core/message.ts'
import type { PhoneNumber } from '../../src/core/phone.ts'
import { adapterOf, ownNumber, phone } from '../support/own-number.ts'
import { type Shelf, testShelf } from '../support/shelf.ts'
import {
  type TestBridge,
  type TestSimulator,
  testBridge,
  testSimulator,
} from '../support/simulator.ts'
import { until } from '../support/wait.ts'

const ada = phone('+13035550142')
const key = 'AAAAAAAAAAAAAAAAAAAAAA' as MessageKey
const red = square([255, 0, 0])
const blue = square([0, 0, 255])
const card = Buffer.from('BEGIN:VCARD\r\nVERSION:3.0\r\nFN:Ada\r\nEND:VCARD\r\n')

const stack = new AsyncDisposableStack()
let simulator: TestSimulator
let bridge: TestBridge
let shelf: Shelf
let line: PhoneNumber
beforeAll(async () => {
  simulator = stack.use(await testSimulator())
  bridge = stack.use(await testBridge())
  shelf = stack.use(await testShelf())
  line = await ownNumber(simulator, bridge.url)
  shelf.files.set('/red', red)
  shelf.files.set('/blue', { ...blue, type: 'image/png; charset=binary' })
  shelf.files.set('/card', { type: 'text/vcard', bytes: card })
})
afterAll(() => stack.disposeAsync())

const carrier = () => adapterOf(simulator, bridge.url)
const send = (paths: readonly string[], text = 'See this', to: string = ada) =>
  carrier().send({
    from: line,
    to,
    text,
    key,
    media: paths.map((path) => ({ url: shelf.url + path, type: 'image/png' })),
  })
const statesOf = (id: string) =>
  bridge.posted
    .filter(({ form }) => form['MessageSid'] === id)
    .map(({ form }) => [form['MessageStatus'], form['ErrorCode']])
const shown = async (id: string) => {
  const found = (await simulator.messages()).find(({ sid }) => sid === id)
  if (found === undefined) throw new Error('There is no such message')
  return found
}

describe('attachments from the bridge', () => {
  it('are asked about, fetched, and get to the phone in their order', async () => {
    const { id } = await send(['/red', '/card', '/blue'])
    await until('delivery', () => statesOf(id).length === 2)
    const message = await shown(id)
    const bytes = await Promise.all(message.media.map(({ sid }) => simulator.attachment(sid)))
    expect(id).toMatch(/^MM/)
    expect(message).toMatchObject({ text: 'See this', status: 'delivered', segments: 1 })
    expect(message.media.map(({ type }) => type)).toEqual(['image/png', 'text/vcard', 'image/png'])
    expect(bytes.map((each) => Buffer.from(each))).toEqual([red.bytes, card, blue.bytes])
    expect(shelf.asked.filter((asked) => asked.endsWith('/red'))).toEqual(['HEAD /red', 'GET /red'])
  })

  it('need no words', async () => {
    const { id } = await send(['/red'], '')
    await until('delivery', () => statesOf(id).length === 2)
    expect(await shown(id)).toMatchObject({ text: '', status: 'delivered' })
  })

  it.each([
    ['is not there', '/none', 11200],
    ['is refused', '/refused', 11200],
    ['leads elsewhere', '/elsewhere', 11200],
    ['has no type', '/untyped', 12300],
    ['has a type that nobody takes', '/script', 12300],
    ['is no picture as it says', '/false', 12300],
    ['is too large', '/large', 11751],
  ])('fail when one %s', async (_, path, code) => {
    shelf.files.set('/refused', { ...red, status: 403 })
    shelf.files.set('/elsewhere', { ...red, status: 302 })
    shelf.files.set('/untyped', { bytes: red.bytes })
    shelf.files.set('/script', { type: 'text/html', bytes: card })
    shelf.files.set('/false', { type: 'image/jpeg', bytes: red.bytes })
    shelf.files.set('/large', { type: 'video/mp4', bytes: new Uint8Array(5_000_001) })
    const { id } = await send(['/red', path])
    await until('the failure', () => statesOf(id).length === 1)
    expect(statesOf(id)).toEqual([['failed', String(code)]])
    expect(await shown(id)).toMatchObject({ status: 'failed', errorCode: code, media: [] })
    expect(await carrier().state(id)).toMatchObject({
      state: 'failed',
      code: String(code),
      reason: expect.stringMatching(/attachment/),
    })
  })

  it('fail when they are too large together, whatever the server says before', async () => {
    shelf.files.set('/half', { type: 'video/mp4', bytes: new Uint8Array(2_600_000) })
    const { id } = await send(['/half', '/half'])
    await until('the failure', () => statesOf(id).length === 1)
    expect(statesOf(id)).toEqual([['failed', '11751']])
  })

  it('fail when nobody is there', async () => {
    const media = [{ url: 'http://127.0.0.1:9/red', type: 'image/png' }]
    const { id } = await carrier().send({ from: line, to: ada, text: '', key, media })
    await until('the failure', () => statesOf(id).length === 1)
    expect(statesOf(id)).toEqual([['failed', '11200']])
  })

  it('do not keep later texts from going out while they are fetched', async () => {
    let open = () => {}
    shelf.gate = new Promise((resolve) => {
      open = resolve
    })
    const picture = await send(['/red'])
    const text = await carrier().send({ from: line, to: ada, text: 'meanwhile', key })
    await until('the text', () => statesOf(text.id).length === 2)
    expect(statesOf(picture.id)).toEqual([])
    open()
    await until('the picture', () => statesOf(picture.id).length === 2)
  })

  it.each([
    [['no address'], '21620'],
    [['ftp://127.0.0.1/1'], '21620'],
    [Array(11).fill('http://127.0.0.1:9/1'), '21623'],
  ])('at %j are refused at once', async (urls, providerCode) => {
    const media = urls.map((url: string) => ({ url, type: 'image/png' }))
    const sending = carrier().send({ from: line, to: ada, text: '', key, media })
    await expect(sending).rejects.toMatchObject({ providerCode, maybeSent: false })
  })

  it('can not be sent from numbers of countries without them', async () => {
    const london = await ownNumber(simulator, bridge.url, '+442079460019')
    const media = [{ url: `${shelf.url}/red`, type: 'image/png' }]
    const sending = carrier().send({ from: london, to: ada, text: '', key, media })
    await expect(sending).rejects.toMatchObject({ providerCode: '21621', code: 'content' })
    const offers = await carrier().numbers.search({ country: 'US', limit: 1 })
    expect(offers).toMatchObject([{ abilities: ['sms', 'mms'] }])
  })

  it('are echoed, refused and sent by the numbers that do so', async () => {
    const echo = await send(['/red'], 'back', '+15005550010')
    const refused = await send(['/red'], '', '+15005550018')
    await carrier().send({ from: line, to: '+15005550017', text: 'Send me some', key })
    const answerOf = (number: string) =>
      until(`an answer of ${number}`, () =>
        bridge.posted.find(({ form }) => form['From'] === number),
      )
    const echoed = await answerOf('+15005550010')
    const pictures = await answerOf('+15005550017')
    await until('the refusal', () => statesOf(refused.id).length === 2)
    expect(echo.state).toBe('sent')
    expect(echoed.form).toMatchObject({ Body: 'back', NumMedia: '1' })
    expect(statesOf(refused.id)[1]).toEqual(['undelivered', '30011'])
    expect(pictures.form).toMatchObject({ NumMedia: '3', MediaContentType2: 'image/png' })
    const files = await Promise.all(
      [0, 1, 2].map(async (index) => {
        const url = pictures.form[`MediaUrl${index}`] ?? ''
        return await carrier().media.fetch({ kind: 'kept', url })
      }),
    )
    expect(new Set(files.map((bytes) => Buffer.from(bytes).toString('base64'))).size).toBe(3)
  })
})
