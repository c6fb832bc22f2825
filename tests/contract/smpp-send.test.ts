import { describe, expect, it } from 'vitest'
import type { MessageKey } from '../../src/core/message.ts'
import { contentOf } from '../../src/lib/smpp/concatenation.ts'
import { alphabetOf, decodeText } from '../../src/lib/smpp/data-coding.ts'
import type { SubmitSm } from '../../src/lib/smpp/pdu.ts'
import { phone } from '../support/own-number.ts'
import { failure, text } from './carrier-suite.ts'
import { accept } from './smpp/smsc.ts'
import { createSmppWorld } from './smpp/world.ts'

/** What a phone makes of it. */
function read(parts: readonly SubmitSm[]): string {
  const alphabet = alphabetOf(parts[0]?.dataCoding ?? 0, 'gsm')
  const octets = Buffer.concat(parts.map((part) => contentOf(part).octets))
  return alphabet === 'binary' ? '' : decodeText(octets, alphabet)
}

describe('a text', () => {
  it('goes out from our number in international form, with a receipt asked for', async () => {
    await using world = await createSmppWorld()
    await world.carrier.send({ ...text, text: 'Hi @ €5' })
    expect(world.smsc.submitted).toEqual([
      {
        kind: 'submit_sm',
        source: { ton: 1, npi: 1, address: '15017122661' },
        destination: { ton: 1, npi: 1, address: '15558675310' },
        esmClass: 0,
        registeredDelivery: 1,
        dataCoding: 0,
        shortMessage: Buffer.from('Hi \0 \x1b\x655'),
        tlvs: new Map(),
      },
    ])
  })

  it('goes to short codes and in national notation as the SMSC wants it', async () => {
    await using world = await createSmppWorld({ ton: 2, npi: 8, country: 'DE', shortCodeTon: 6 })
    const to = async (number: string) => await world.carrier.send({ ...text, to: number })
    for (const number of ['72345', '+4915112345678', '+33612345678']) await to(number)
    expect(world.smsc.submitted.map(({ destination }) => destination)).toEqual([
      { ton: 6, npi: 0, address: '72345' },
      { ton: 2, npi: 8, address: '15112345678' },
      { ton: 1, npi: 8, address: '33612345678' },
    ])
  })

  const long = { gsm: 'A long text [with] € '.repeat(18), emoji: 'Grüße 👋🏽 und mehr '.repeat(12) }

  it.each([
    ['udh', 'gsm', 3],
    ['udh', 'emoji', 4],
    ['sar', 'gsm', 3],
    ['sar', 'emoji', 4],
    ['payload', 'gsm', 1],
    ['payload', 'emoji', 1],
  ] as const)('that is long goes out whole, by %s, in %s', async (longTexts, which, count) => {
    await using world = await createSmppWorld({ longTexts })
    await world.carrier.send({ ...text, text: long[which] })
    await world.carrier.send({ ...text, text: long[which] })
    const { submitted } = world.smsc
    expect(submitted).toHaveLength(2 * count)
    expect(read(submitted.slice(0, count))).toBe(long[which])
    const parts = submitted.map((one) => contentOf(one).part)
    if (count === 1) return expect(parts).toEqual([undefined, undefined])
    const places = Array.from({ length: count }, (_, index) => index + 1)
    expect(parts.map((part) => part?.number)).toEqual([...places, ...places])
    const references = new Set(parts.map((part) => part?.reference))
    expect(references.size, 'the parts of two texts are not mixed up').toBe(2)
  })

  it('that takes too many segments is refused before anything is sent', async () => {
    await using world = await createSmppWorld({ maxSegments: 2 })
    expect(world.carrier.capabilities.maxTextLength).toBe(306)
    const error = await failure(world.carrier.send({ ...text, text: 'ü€ж'.repeat(60) }))
    expect(error).toMatchObject({ code: 'content', isRetryable: false, maybeSent: false })
    expect(error.message).toBe(
      'This text takes 3 segments; 2 can be sent. Please send it in parts.',
    )
    expect(world.smsc.submitted).toEqual([])
  })

  it('whose recipient is longer than any address is refused', async () => {
    await using world = await createSmppWorld()
    const error = await failure(world.carrier.send({ ...text, to: '1'.repeat(30) }))
    expect(error).toMatchObject({ code: 'content', maybeSent: false })
  })

  it('to an SMSC that gives no ID is called something', async () => {
    await using world = await createSmppWorld()
    world.smsc.onSubmit = (session, submit) => accept(session, submit, '')
    const sent = [await world.carrier.send(text), await world.carrier.send(text)]
    expect(new Set(sent.map(({ id }) => id)).size).toBe(2)
  })
})

describe('many texts', () => {
  const keys = Array.from({ length: 40 }, (_, index) => `${'A'.repeat(20)}${10 + index}`)

  it('are handed over with no more waiting for an answer than the window lets', async () => {
    await using world = await createSmppWorld({ window: 3 })
    let [open, most] = [0, 0]
    world.smsc.onSubmit = (session, submit) => {
      open += 1
      most = Math.max(most, open)
      setTimeout(() => {
        open -= 1
        accept(session, submit)
      }, 5)
    }
    const sending = keys.map((key) => world.carrier.send({ ...text, key: key as MessageKey }))
    const ids = new Set((await Promise.all(sending)).map(({ id }) => id))
    expect([ids.size, most]).toEqual([40, 3])
  })

  it('are handed over no faster than the operator allows', async () => {
    await using world = await createSmppWorld({ rate: 50 })
    expect(world.carrier.capabilities.rate).toEqual({ perAccount: 50 })
    const begun = performance.now()
    await Promise.all(keys.slice(0, 11).map(() => world.carrier.send(text)))
    expect(performance.now() - begun).toBeGreaterThan(190)
  })

  it('that wait for their turn were not sent when they are given up', async () => {
    await using world = await createSmppWorld({ window: 1 })
    world.smsc.onSubmit = () => {}
    const stopping = new AbortController()
    const [first, second] = [0, 1].map(() => failure(world.carrier.send(text, stopping.signal)))
    await expect.poll(() => world.smsc.submitted.length).toBe(1)
    stopping.abort()
    expect(await first).toMatchObject({ maybeSent: true })
    expect(await second).toMatchObject({ isRetryable: true, maybeSent: false })
  })

  it('are in doubt when the SMSC dies, but for those that were not handed over', async () => {
    await using world = await createSmppWorld({ window: 5 })
    world.smsc.onSubmit = () => {}
    const sending = keys.slice(0, 8).map(() => failure(world.carrier.send(text)))
    await expect.poll(() => world.smsc.submitted.length).toBe(5)
    ;(await world.session()).cut()
    const errors = await Promise.all(sending)
    expect(errors.filter(({ maybeSent }) => maybeSent)).toHaveLength(5)
    expect(errors.filter(({ isRetryable }) => isRetryable)).toHaveLength(3)
    world.smsc.onSubmit = accept
    await world.session()
    expect((await world.carrier.send(text)).state).toBe('sent')
  })

  it('under way are brought to their end when the program ends in order', async () => {
    const world = await createSmppWorld()
    world.smsc.onSubmit = (session, submit) => void setTimeout(() => accept(session, submit), 20)
    const sending = world.carrier.send({ ...text, text: 'x'.repeat(400) })
    await expect.poll(() => world.smsc.submitted.length).toBeGreaterThan(0)
    await world[Symbol.asyncDispose]()
    expect((await sending).state).toBe('sent')
    expect(world.smsc.submitted).toHaveLength(3)
  })
})

it('sends from whichever of our numbers it is', async () => {
  await using world = await createSmppWorld({ numbers: [phone('+447700900123')] })
  await world.carrier.send({ ...text, from: phone('+447700900123') })
  expect(world.smsc.submitted[0]?.source.address).toBe('447700900123')
})
