import { fc } from '@fast-check/vitest'
import { describe, expect, it } from 'vitest'
import { encodePdu } from '../../src/lib/smpp/encode.ts'
import type { Pdu } from '../../src/lib/smpp/pdu.ts'
import { statuses } from '../../src/lib/smpp/statuses.ts'
import { failure, text } from './carrier-suite.ts'
import { deliverSm } from './smpp/smsc.ts'
import { createSmppWorld, ours, password } from './smpp/world.ts'

const deliver = (change = {}): Pdu => ({ sequence: 1, status: 0, body: deliverSm(change) })

describe('a session', () => {
  it('binds with what the operator gave us, and sells nothing but shows our numbers', async () => {
    await using world = await createSmppWorld()
    expect(world.smsc.binds).toEqual([{ systemId: 'homeline', password }])
    const { numbers, capabilities } = world.carrier
    expect(await numbers?.owned()).toEqual([{ id: ours, number: ours }])
    expect(await numbers?.search({ country: 'US', limit: 5 })).toEqual([])
    expect((await failure(numbers?.buy(ours) ?? Promise.resolve())).code).toBe('not-found')
    expect(capabilities).toMatchObject({ optOut: 'self', signature: 'connection', mediaIn: false })
  })

  it('that is refused is told and tried again', async () => {
    await using world = await createSmppWorld({ reconnectMs: 5 })
    for (const [status, sentence] of [
      [statuses.ESME_RINVPASWD, 'The SMSC does not accept systemId and password.'],
      [statuses.ESME_RALYBND, /bound already/],
      [statuses.ESME_RINVCMDID, /as a transceiver/],
      [statuses.ESME_RBINDFAIL, 'The SMSC refused to bind: ESME_RBINDFAIL.'],
      [0x457, 'The SMSC refused to bind: 0x00000457.'],
    ] as const) {
      const session = await world.session()
      world.smsc.bindStatus = status
      session.cut()
      await expect.poll(() => world.told.at(-1)).toMatch(sentence)
      expect(await failure(world.carrier.send(text))).toMatchObject({
        code: 'unavailable',
        isRetryable: true,
        maybeSent: false,
      })
      world.smsc.bindStatus = 0
      await world.session()
    }
    expect(JSON.stringify(world.told) + world.log.lines.join()).not.toContain(password)
  })

  it('that is not answered is told and tried again', async () => {
    await using world = await createSmppWorld({ responseSeconds: 0.1 })
    world.smsc.bindStatus = undefined
    ;(await world.session()).cut()
    await expect.poll(() => world.told.at(-1)).toMatch(/did not answer to the bind/)
    world.smsc.bindStatus = 0
    await world.session()
  })

  it('answers when it is asked whether it is there, and asks itself', async () => {
    await using world = await createSmppWorld({ enquireSeconds: 0.05, responseSeconds: 0.1 })
    const session = await world.session()
    session.write({ sequence: 77, status: 0, body: { kind: 'enquire_link' } })
    await expect
      .poll(() => session.responses)
      .toContainEqual({
        kind: 'pdu',
        sequence: 77,
        status: 0,
        body: { kind: 'enquire_link_resp' },
      })
    await expect.poll(() => world.smsc.enquiries).toBeGreaterThan(1)
    world.smsc.isAwake = false
    await expect.poll(() => session.isOver).toBe(true)
    world.smsc.isAwake = true
    expect(await world.session()).not.toBe(session)
  })

  it('is given up at once when neither a text nor that question is answered', async () => {
    await using world = await createSmppWorld({ responseSeconds: 0.1 })
    const session = await world.session()
    world.smsc.isAwake = false
    world.smsc.onSubmit = () => {}
    expect(await failure(world.carrier.send(text))).toMatchObject({ maybeSent: true })
    await expect.poll(() => session.isOver).toBe(true)
    world.smsc.isAwake = true
    expect(await world.session()).not.toBe(session)
  })

  it('ends when the SMSC says so, and a new one is made', async () => {
    await using world = await createSmppWorld()
    const session = await world.session()
    session.write({ sequence: 5, status: 0, body: { kind: 'unbind' } })
    await expect.poll(() => session.responses.at(-1)?.body.kind).toBe('unbind_resp')
    expect(await world.session()).not.toBe(session)
    await world.carrier.send(text)
  })

  it('says goodbye when the program ends', async () => {
    const world = await createSmppWorld()
    const session = await world.session()
    await world[Symbol.asyncDispose]()
    expect(session.isOver).toBe(true)
    expect(await failure(world.carrier.send(text))).toMatchObject({ isRetryable: true })
  })
})

describe('what can not be read', () => {
  it('of a known length is refused, and the session goes on', async () => {
    await using world = await createSmppWorld()
    const session = await world.session()
    const unknown = encodePdu(deliver())
    unknown.writeUInt32BE(0x103, 4)
    const spoilt = encodePdu(deliver()).subarray(0, 40)
    spoilt.writeUInt32BE(40)
    session.raw(Buffer.concat([unknown, spoilt]))
    await expect
      .poll(() => session.responses)
      .toMatchObject([
        { sequence: 1, status: statuses.ESME_RINVCMDID, body: { kind: 'generic_nack' } },
        { sequence: 1, status: statuses.ESME_RINVCMDLEN, body: { kind: 'generic_nack' } },
      ])
    expect(await session.deliver({})).toBe(0)
    expect(world.texts()).toEqual(['Hi'])
  })

  it.each([0, 15, 0x7fffffff])('of a length of %d ends the session', async (length) => {
    await using world = await createSmppWorld()
    const session = await world.session()
    const header = encodePdu({ sequence: 1, status: 0, body: { kind: 'enquire_link' } })
    header.writeUInt32BE(length)
    session.raw(header)
    await expect.poll(() => session.isOver).toBe(true)
    expect(session.responses).toMatchObject([{ sequence: 0, status: statuses.ESME_RINVCMDLEN }])
    expect(await world.session()).not.toBe(session)
  })

  it('of a response leaves in doubt what it was about', async () => {
    await using world = await createSmppWorld()
    world.smsc.onSubmit = (session, { sequence }) => {
      const response = { kind: 'submit_sm_resp', messageId: 'abc' } as const
      const octets = encodePdu({ sequence, status: 0, body: response })
      session.raw(octets.fill(0x41, 16))
    }
    expect(await failure(world.carrier.send(text))).toMatchObject({ maybeSent: true })
    world.smsc.onSubmit = (session, submit) =>
      session.respond(submit, 0, { kind: 'enquire_link_resp' })
    expect(await failure(world.carrier.send(text))).toMatchObject({ maybeSent: true })
  })

  it('of any kind never throws, and the carrier goes on', async () => {
    await using world = await createSmppWorld({ reconnectMs: 1 })
    const octets = fc.oneof(
      fc.uint8Array({ maxLength: 300 }),
      fc.uint8Array({ minLength: 16, maxLength: 300 }).map((random) => {
        const frame = Buffer.from(random)
        frame.writeUInt32BE(frame.length)
        frame.writeUInt32BE(frame.readUInt32BE(4) % 0x20, 4)
        return frame
      }),
      fc
        .record({
          esmClass: fc.nat(255),
          dataCoding: fc.nat(255),
          octets: fc.uint8Array({ maxLength: 254 }),
        })
        .map(({ octets: shortMessage, ...rest }) => encodePdu(deliver({ shortMessage, ...rest }))),
    )
    await fc.assert(
      fc.asyncProperty(fc.array(octets, { maxLength: 4 }), async (all) => {
        const session = await world.session()
        for (const one of all) session.raw(one)
        if (!session.isOver) session.cut()
        await expect.poll(() => session.isOver, { interval: 5 }).toBe(true)
      }),
      { numRuns: 40 },
    )
    const session = await world.session()
    expect(await session.deliver({ shortMessage: Buffer.from('after') })).toBe(0)
    expect(world.texts()).toContain('after')
    expect(world.log.lines.join()).not.toMatch(/mistake|TypeError|given up/)
  })
})
