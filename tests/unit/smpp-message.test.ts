import { fc, it } from '@fast-check/vitest'
import { describe, expect } from 'vitest'
import { contentOf, headerFor, sarFor } from '../../src/lib/smpp/concatenation.ts'
import type { MessageFields } from '../../src/lib/smpp/pdu.ts'
import { messageStates, receiptFor, receiptIn } from '../../src/lib/smpp/receipt.ts'
import { noTlvs, tags } from '../../src/lib/smpp/tlvs.ts'

const nobody = { ton: 0, npi: 0, address: '' }

function message(change: Partial<MessageFields>): MessageFields {
  const numbers = { esmClass: 0, registeredDelivery: 0, dataCoding: 0 }
  const rest = { shortMessage: Buffer.alloc(0), tlvs: noTlvs }
  return { source: nobody, destination: nobody, ...numbers, ...rest, ...change }
}

const withHeader = (hex: string, text = 'Hi') =>
  contentOf(
    message({
      esmClass: 0x40,
      shortMessage: Buffer.concat([Buffer.from(hex, 'hex'), Buffer.from(text)]),
    }),
  )

describe('a message', () => {
  it.each([
    ['an 8 bit reference', '0500032a0302', { reference: '8 42', total: 3, number: 2 }],
    ['a 16 bit reference', '060804012a0302', { reference: '16 298', total: 3, number: 2 }],
    ['another element before', '0824010100032a0302', { reference: '8 42', total: 3, number: 2 }],
  ])('with %s says which part it is', (_, header, part) => {
    expect(withHeader(header).part).toEqual(part)
  })

  it('has its text behind the header, also in the payload', () => {
    expect(Buffer.from(withHeader('0500032a0302').octets).toString()).toBe('Hi')
    const octets = Buffer.from('0500032a03024869', 'hex')
    const inPayload = message({ esmClass: 0x40, tlvs: new Map([[tags.messagePayload, octets]]) })
    const { octets: text, part } = contentOf(inPayload)
    expect([Buffer.from(text).toString(), part?.number]).toEqual(['Hi', 2])
  })

  it.each([
    ['nothing else', '0500032a0101'],
    ['a place that can not be', '0500032a0304'],
    ['the place zero', '0500032a0300'],
    ['too few octets', '0400032a03'],
  ])('whose header says %s is a whole one', (_, header) => {
    expect(withHeader(header)).toEqual({ octets: Buffer.from('Hi'), isForPort: false })
  })

  it('whose header is longer than itself has none', () => {
    const octets = Buffer.from([50, 1, 2])
    const { octets: text } = contentOf(message({ esmClass: 0x40, shortMessage: octets }))
    expect(text).toEqual(octets)
  })

  it('for a port is told from a text', () => {
    expect(withHeader('06050423f40000').isForPort).toBe(true)
    expect(withHeader('0404022300').isForPort).toBe(true)
    expect(withHeader('0500032a0302').isForPort).toBe(false)
  })

  it.prop([fc.integer({ min: 2, max: 255 }), fc.nat(), fc.integer({ min: 0, max: 255 })])(
    'says which part it is in the way that we write it',
    (total, any, reference) => {
      const place = { total, number: 1 + (any % total) }
      const header = Buffer.from(headerFor(place, reference)).toString('hex')
      expect(withHeader(header).part).toEqual({ reference: `8 ${reference}`, ...place })
      const sar = contentOf(message({ tlvs: sarFor(place, reference * 200) }))
      expect(sar.part).toEqual({ reference: `sar ${reference * 200}`, ...place })
    },
  )

  it.prop([fc.uint8Array({ maxLength: 254 }), fc.integer({ min: 0, max: 255 })])(
    'of any octets is taken apart without failing',
    (octets, esmClass) => {
      const { octets: text } = contentOf(message({ esmClass, shortMessage: octets }))
      expect(text.length).toBeLessThanOrEqual(octets.length)
    },
  )
})

describe('a receipt', () => {
  const text =
    'id:0123abcd sub:001 dlvrd:001 submit date:2311261200 done date:2311261201 stat:DELIVRD err:000 text:stat:UNDELIV'
  const asText = (words: string, esmClass = 0x04, change: Partial<MessageFields> = {}) =>
    receiptIn(message({ esmClass, ...change }), words)

  it('is read from its text', () => {
    const delivered = { id: '0123abcd', state: 'DELIVRD', isIntermediate: false }
    expect(asText(text)).toEqual(delivered)
    expect(asText('ID:7 STAT:delivrd ERR:0')).toEqual({ ...delivered, id: '7' })
    expect(asText('stat:UNDELIV id:7 err:0A1')).toMatchObject({ state: 'UNDELIV', error: '0A1' })
    expect(asText('id:7 stat:FAILED')).toMatchObject({ state: 'UNDELIV' })
    expect(asText('id:7 stat:SOMETHING')).toMatchObject({ state: 'UNKNOWN' })
    expect(asText('id: sub:001 stat:DELIVRD')).toMatchObject({ id: '', state: 'DELIVRD' })
  })

  it('is read from its parameters first', () => {
    const tlvs = new Map([
      [tags.receiptedMessageId, Buffer.from('77\0')],
      [tags.messageState, Uint8Array.of(messageStates.EXPIRED)],
      [tags.networkErrorCode, Uint8Array.of(3, 0, 99)],
    ])
    const expired = { id: '77', state: 'EXPIRED', error: '99', isIntermediate: false }
    expect(asText(text, 0x04, { tlvs })).toEqual(expired)
    expect(asText('', 0x00, { tlvs }), 'the mark may be left out then').toEqual(expired)
  })

  it('may be of a state in between', () => {
    expect(asText('id:7 stat:ENROUTE', 0x20)).toMatchObject({ isIntermediate: true })
  })

  it('is no text that somebody wrote', () => {
    expect(asText(text, 0x00)).toBeUndefined()
    expect(asText(text, 0x40)).toBeUndefined()
  })

  it('is read as it was written, in either form', () => {
    const times = { submitted: new Date(0), done: new Date(60_000) }
    for (const state of ['DELIVRD', 'UNDELIV', 'EXPIRED', 'REJECTD', 'ENROUTE'] as const) {
      const written = { id: 'a1', state, error: '021', isIntermediate: false }
      const { shortMessage, tlvs } = receiptFor(written, times)
      expect(asText('', 0x04, { tlvs })).toMatchObject({ id: 'a1', state })
      expect(asText(shortMessage.toString())).toEqual(written)
    }
  })

  it.prop([fc.string({ unit: 'binary' }), fc.integer({ min: 0, max: 255 })])(
    'of any words never fails',
    (words, esmClass) => {
      const found = asText(`id:${words} stat:${words}`, esmClass)
      expect(found === undefined || typeof found.id === 'string').toBe(true)
    },
  )
})
