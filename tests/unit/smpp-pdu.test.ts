import { fc, it } from '@fast-check/vitest'
import { describe, expect } from 'vitest'
import { decodePdu } from '../../src/lib/smpp/decode.ts'
import { encodePdu } from '../../src/lib/smpp/encode.ts'
import { SmppError } from '../../src/lib/smpp/error.ts'
import { createFrames } from '../../src/lib/smpp/frames.ts'
import { type MessageFields, mostOctets, type Pdu, type PduBody } from '../../src/lib/smpp/pdu.ts'
import { noTlvs } from '../../src/lib/smpp/tlvs.ts'

const octets = (most: number) =>
  fc.uint8Array({ maxLength: most }).map((array) => Buffer.from(array))
const cString = (most: number) =>
  fc.array(fc.integer({ min: 1, max: 255 }), { maxLength: most - 1 }).map((codes) => {
    return Buffer.from(codes).toString('latin1')
  })
const octet = fc.integer({ min: 0, max: 255 })
const address = fc.record({ ton: octet, npi: octet, address: cString(21) })
const message = {
  source: address,
  destination: address,
  esmClass: octet,
  registeredDelivery: octet,
  dataCoding: octet,
  shortMessage: octets(254),
  tlvs: fc
    .array(fc.tuple(fc.integer({ min: 0, max: 0xffff }), octets(300)), { maxLength: 5 })
    .map((entries) => new Map(entries)),
}
const kinds = [
  'unbind',
  'unbind_resp',
  'enquire_link',
  'enquire_link_resp',
  'generic_nack',
  'deliver_sm_resp',
] as const
const body: fc.Arbitrary<PduBody> = fc.oneof(
  fc.record({
    kind: fc.constant('bind_transceiver' as const),
    systemId: cString(16),
    password: cString(9),
    systemType: cString(13),
  }),
  fc.record({ kind: fc.constant('bind_transceiver_resp' as const), systemId: cString(16) }),
  fc.record({ kind: fc.constant('submit_sm' as const), ...message }),
  fc.record({ kind: fc.constant('deliver_sm' as const), ...message }),
  fc.record({ kind: fc.constant('submit_sm_resp' as const), messageId: cString(65) }),
  fc.constantFrom(...kinds).map((kind) => ({ kind })),
)
const pdu = fc.record({
  sequence: fc.integer({ min: 1, max: 0x7fffffff }),
  status: fc.constant(0),
  body,
})

describe('a PDU', () => {
  it.prop([pdu])('is read as it was written', (written) => {
    expect(decodePdu(encodePdu(written))).toEqual({ kind: 'pdu', ...written })
  })

  it.prop([fc.array(pdu, { minLength: 1, maxLength: 5 }), fc.array(fc.nat(), { maxLength: 12 })])(
    'is found in whatever pieces it comes',
    (written, cuts) => {
      const stream = Buffer.concat(written.map(encodePdu))
      const places = cuts.map((cut) => cut % (stream.length + 1)).sort((one, other) => one - other)
      const frames = createFrames()
      const found = [...places, stream.length].flatMap((place, index) =>
        frames.push(stream.subarray(places[index - 1] ?? 0, place)).map(decodePdu),
      )
      expect(found).toEqual(written.map((each) => ({ kind: 'pdu', ...each })))
    },
  )

  it('is found in single octets', () => {
    const written: Pdu = { sequence: 7, status: 0, body: { kind: 'enquire_link' } }
    const frames = createFrames()
    const found = [...encodePdu(written)].flatMap((one) => frames.push(Uint8Array.of(one)))
    expect(found.map(decodePdu)).toEqual([{ kind: 'pdu', ...written }])
  })

  it.prop([fc.uint8Array({ minLength: 16, maxLength: 400 }), octet], { numRuns: 2000 })(
    'of any octets is read, or said to be unreadable, and nothing is thrown',
    (random, command) => {
      const frame = Buffer.from(random)
      frame.writeUInt32BE((command % 0x20) + (command >= 0x80 ? 0x80000000 : 0), 4)
      expect(['pdu', 'unreadable']).toContain(decodePdu(frame).kind)
    },
  )

  it.prop([pdu, fc.nat()])('that is cut short is never taken for another', (written, cut) => {
    const whole = encodePdu(written)
    const short = Buffer.from(whole.subarray(0, 16 + (cut % (whole.length - 15))))
    const read = decodePdu(short)
    if (read.kind === 'pdu') expect(read.body.kind).toBe(written.body.kind)
    else expect(read).toMatchObject({ sequence: written.sequence, status: 2 })
  })

  it.each([0, 1, 15, mostOctets + 1, 0x7fffffff, 0xffffffff])(
    'of %d octets ends all trust in the stream',
    (length) => {
      const header = Buffer.alloc(16)
      header.writeUInt32BE(length)
      expect(() => createFrames().push(header)).toThrow(
        expect.objectContaining({ name: 'SmppError', code: 'out-of-step' }),
      )
    },
  )

  it('of an unknown command says so, and whether it was a response', () => {
    const frame = encodePdu({ sequence: 9, status: 0, body: { kind: 'unbind' } })
    frame.writeUInt32BE(0x00000103, 4)
    const unreadable = { kind: 'unreadable', sequence: 9, status: 3 }
    expect(decodePdu(frame)).toEqual({ ...unreadable, isResponse: false })
    frame.writeUInt32BE(0x80000103, 4)
    expect(decodePdu(frame)).toEqual({ ...unreadable, isResponse: true })
  })

  it('may leave out what a refusal has nothing to say about', () => {
    for (const kind of ['bind_transceiver_resp', 'submit_sm_resp'] as const) {
      const bodies = { bind_transceiver_resp: { systemId: '' }, submit_sm_resp: { messageId: '' } }
      const refused = { sequence: 1, status: 0x45, body: { kind, ...bodies[kind] } as PduBody }
      expect(encodePdu(refused)).toHaveLength(16)
      expect(decodePdu(encodePdu(refused))).toEqual({ kind: 'pdu', ...refused })
    }
  })

  it('is as the standard shows it', () => {
    // SMPP 3.4, chapter 3, the example of a bind; as a transceiver, of our version.
    const bind = {
      sequence: 1,
      status: 0,
      body: {
        kind: 'bind_transceiver',
        systemId: 'SMPP3TEST',
        password: 'secret08',
        systemType: 'SUBMIT1',
      },
    } as const
    const hex =
      '0000002f000000090000000000000001534d50503354455354007365637265743038005355424d4954310034000000'
    expect(encodePdu(bind).toString('hex')).toBe(hex)
  })

  it.each([
    ['an address', { source: { ton: 1, npi: 1, address: '1'.repeat(21) } }],
    ['a zero within an address', { source: { ton: 5, npi: 0, address: 'A\0B' } }],
    ['a short message', { shortMessage: Buffer.alloc(255) }],
    ['a parameter', { tlvs: new Map([[0x424, Buffer.alloc(65_536)]]) }],
  ])('with %s that does not fit is not written', (_, change: Partial<MessageFields>) => {
    const plain = { ton: 1, npi: 1, address: '491711234567' }
    const numbers = { esmClass: 0, registeredDelivery: 0, dataCoding: 0 }
    const rest = { shortMessage: Buffer.alloc(0), tlvs: noTlvs, source: plain, destination: plain }
    const submit = { kind: 'submit_sm', ...numbers, ...rest, ...change } as const
    expect(() => encodePdu({ sequence: 1, status: 0, body: submit })).toThrow(SmppError)
  })
})
