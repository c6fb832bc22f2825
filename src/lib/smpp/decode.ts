import { SmppError } from './error.ts'
import { commandIds, headerLength, type MessageFields, type Pdu, type PduBody } from './pdu.ts'
import { statuses } from './statuses.ts'
import type { Tlvs } from './tlvs.ts'

/** A PDU that can't be read, though where it ends is known. */
export interface Unreadable {
  readonly kind: 'unreadable'
  readonly sequence: number
  readonly isResponse: boolean
  /** What a generic_nack says about it. */
  readonly status: number
}

/**
 * One whole PDU of {@link import('./frames.ts').Frames}. What an end leaves out of a response, and what
 * it puts behind the fields, is tolerated.
 */
export function decodePdu(octets: Buffer): ({ readonly kind: 'pdu' } & Pdu) | Unreadable {
  const [command, status, sequence] = [4, 8, 12].map((place) => octets.readUInt32BE(place))
  const { isResponse, number } = { isResponse: (command ?? 0) >= 2 ** 31, number: sequence ?? 0 }
  const unreadable = { kind: 'unreadable', sequence: number, isResponse } as const
  const kind = kinds.get(command ?? 0)
  if (kind === undefined) return { ...unreadable, status: statuses.ESME_RINVCMDID }
  try {
    const body = bodyOf(kind, createReader(octets.subarray(headerLength)))
    return { kind: 'pdu', sequence: number, status: status ?? 0, body }
  } catch (error) {
    if (!(error instanceof SmppError)) throw error
    return { ...unreadable, status: statuses.ESME_RINVCMDLEN }
  }
}

const kinds = new Map(
  Object.entries(commandIds).map(([kind, id]) => [id as number, kind as PduBody['kind']]),
)

function bodyOf(kind: PduBody['kind'], reader: Reader): PduBody {
  switch (kind) {
    case 'bind_transceiver':
      return {
        kind,
        systemId: reader.cString(),
        password: reader.cString(),
        systemType: reader.cString(),
      }
    case 'bind_transceiver_resp':
      return { kind, systemId: reader.isAtEnd() ? '' : reader.cString() }
    case 'submit_sm':
    case 'deliver_sm':
      return { kind, ...messageOf(reader) }
    case 'submit_sm_resp':
      return { kind, messageId: reader.isAtEnd() ? '' : reader.cString() }
    case 'deliver_sm_resp':
    case 'unbind':
    case 'unbind_resp':
    case 'enquire_link':
    case 'enquire_link_resp':
    case 'generic_nack':
      return { kind }
    default:
      return kind satisfies never
  }
}

function messageOf(reader: Reader): MessageFields {
  reader.cString()
  const source = { ton: reader.octet(), npi: reader.octet(), address: reader.cString() }
  const destination = { ton: reader.octet(), npi: reader.octet(), address: reader.cString() }
  const esmClass = reader.octet()
  reader.octets(2)
  reader.cString()
  reader.cString()
  const registeredDelivery = reader.octet()
  reader.octet()
  const dataCoding = reader.octet()
  reader.octet()
  const shortMessage = reader.octets(reader.octet())
  const tlvs = reader.tlvs()
  return { source, destination, esmClass, registeredDelivery, dataCoding, shortMessage, tlvs }
}

interface Reader {
  isAtEnd(): boolean
  octet(): number
  octets(count: number): Uint8Array
  cString(): string
  /** All that is left. */
  tlvs(): Tlvs
}

/** Every method throws SmppError `malformed` where the octets end too early. */
function createReader(octets: Buffer): Reader {
  let place = 0

  function take(count: number): Buffer {
    if (octets.length - place < count) throw new SmppError('malformed', 'A PDU ends too early')
    place += count
    return octets.subarray(place - count, place)
  }

  return {
    isAtEnd: () => place >= octets.length,
    octet: () => take(1).readUInt8(),
    octets: take,
    cString() {
      const end = octets.indexOf(0, place)
      if (end < 0) throw new SmppError('malformed', 'A text in a PDU has no end')
      const text = take(end - place).toString('latin1')
      take(1)
      return text
    },
    tlvs() {
      const found = new Map<number, Uint8Array>()
      while (octets.length - place >= 4) {
        const [tag, length] = [take(2).readUInt16BE(), take(2).readUInt16BE()]
        found.set(tag, take(length))
      }
      return found
    },
  }
}
