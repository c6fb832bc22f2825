import { describe, expect, it } from 'vitest'
import { statuses } from '../../src/lib/smpp/statuses.ts'
import { tags } from '../../src/lib/smpp/tlvs.ts'
import { phone } from '../support/own-number.ts'
import { createSmppWorld, ours } from './smpp/world.ts'

const at = (ton: number, address: string) => ({ ton, npi: 1, address })
const octets = (hex: string) => Buffer.from(hex.replaceAll(' ', ''), 'hex')

describe('a text from a phone', () => {
  it('is taken in before it is acknowledged', async () => {
    await using world = await createSmppWorld()
    const disk = Promise.withResolvers<void>()
    world.onTake = async () => await disk.promise
    const session = await world.session()
    let status: number | undefined
    const delivering = session.deliver({}).then((answered) => {
      status = answered
    })
    const { responses } = session
    session.write({ sequence: 900, status: 0, body: { kind: 'enquire_link' } })
    await expect.poll(() => responses.some(({ sequence }) => sequence === 900)).toBe(true)
    expect(status).toBeUndefined()
    disk.resolve()
    await delivering
    expect(status).toBe(0)
    expect(world.taken).toMatchObject([
      { kind: 'text', from: '+15558675310', to: ours, text: 'Hi', media: [] },
    ])
  })

  it('that can not be taken in is to be brought again, and is not doubled then', async () => {
    await using world = await createSmppWorld()
    const session = await world.session()
    world.onTake = async () => await Promise.reject(new Error('The disk is full'))
    expect(await session.deliver({})).toBe(statuses.ESME_RX_T_APPN)
    world.onTake = async () => {}
    expect(await session.deliver({})).toBe(0)
    expect(world.texts()).toEqual(['Hi'])
    expect(world.log.lines.join()).not.toContain('8675310')
  })

  it.each([
    [at(1, '15558675310'), undefined, '+15558675310'],
    [at(1, '+15558675310'), undefined, '+15558675310'],
    [at(1, '004915112345678'), undefined, '+4915112345678'],
    [at(0, '4915112345678'), undefined, '+4915112345678'],
    [at(0, '4915112345678'), 'DE', '+4915112345678'],
    [at(0, '015112345678'), 'DE', '+4915112345678'],
    [at(2, '15112345678'), 'DE', '+4915112345678'],
    [at(0, '2025550123'), 'US', '+12025550123'],
    [at(0, '447911123456'), 'US', '+447911123456'],
    [at(0, '447911123456'), 'DE', '+447911123456'],
    [at(2, '20123456'), 'DK', '+4520123456'],
    [at(3, '72345'), 'DE', 'short:72345'],
    [at(0, '72345'), 'US', 'short:72345'],
    [at(1, '72345'), undefined, 'short:72345'],
    [at(5, 'ACME Bank'), undefined, 'name:ACME Bank'],
    [at(0, 'ACME'), 'DE', 'name:ACME'],
    [at(0, ''), undefined, 'withheld'],
    [at(0, 'anonymous'), undefined, 'withheld'],
  ] as const)('from %o (%s) is from %s', async (source, country, from) => {
    await using world = await createSmppWorld(country === undefined ? {} : { country })
    const session = await world.session()
    expect(await session.deliver({ source })).toBe(0)
    expect(world.taken).toMatchObject([{ from }])
  })

  it.each([
    [at(1, '15017122661'), '+15017122661'],
    [at(0, '15017122661'), '+15017122661'],
    [at(0, '5017122661'), '+15017122661'],
    [at(2, '7122661'), '+15017122661'],
    [at(1, '447911123456'), '+447911123456'],
  ])('to %o is for %s', async (destination, to) => {
    const numbers = [ours, phone('+4915112345678')]
    await using world = await createSmppWorld({ numbers })
    await (await world.session()).deliver({ destination })
    expect(world.taken).toMatchObject([{ to }])
  })

  it('to what is no number is refused for good', async () => {
    await using world = await createSmppWorld()
    const destination = at(3, '72345')
    expect(await (await world.session()).deliver({ destination })).toBe(statuses.ESME_RINVDSTADR)
    expect(world.taken).toEqual([])
  })

  it.each([
    ['the GSM alphabet', { dataCoding: 0, shortMessage: octets('00 48 69 20 1b65') }, '@Hi €'],
    ['Latin-1', { dataCoding: 3, shortMessage: octets('e9 20 df') }, 'é ß'],
    ['UCS-2', { dataCoding: 8, shortMessage: octets('d83d dc4b 0020 05e9') }, '👋 ש'],
    ['a payload', { tlvs: new Map([[tags.messagePayload, octets('48 69')]]) }, 'Hi'],
    ['a flash message', { dataCoding: 0x18, shortMessage: octets('041f') }, 'П'],
    ['nothing', { shortMessage: octets('') }, ''],
  ])('is read in %s', async (_, change, text) => {
    await using world = await createSmppWorld()
    const empty = 'tlvs' in change ? { shortMessage: octets('') } : {}
    await (await world.session()).deliver({ ...empty, ...change })
    expect(world.texts()).toEqual([text])
  })

  it('is read in the alphabet that the SMSC takes for its own', async () => {
    await using world = await createSmppWorld({ defaultAlphabet: 'latin-1' })
    await (await world.session()).deliver({ dataCoding: 0, shortMessage: octets('e4 40') })
    expect(world.texts()).toEqual(['ä@'])
  })

  it.each([
    ['of octets', { dataCoding: 4, shortMessage: octets('0102') }],
    ['for a port', { esmClass: 0x40, shortMessage: octets('06 05040b8423f0 0102') }],
  ])('%s is refused, as no text, for good', async (_, change) => {
    await using world = await createSmppWorld()
    expect(await (await world.session()).deliver(change)).toBe(statuses.ESME_RX_R_APPN)
    expect(world.taken).toEqual([])
  })

  it('keeps its place among others', async () => {
    await using world = await createSmppWorld()
    const session = await world.session()
    const words = Array.from({ length: 50 }, (_, index) => `${index}`)
    const answers = words.map((word) => session.deliver({ shortMessage: Buffer.from(word) }))
    expect(new Set(await Promise.all(answers))).toEqual(new Set([0]))
    expect(world.texts()).toEqual(words)
  })
})
