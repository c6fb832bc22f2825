import { SmppError } from './error.ts'
import {
  type Address,
  commandIds,
  headerLength,
  type MessageFields,
  type Pdu,
  type PduBody,
} from './pdu.ts'
import { octetsOf, type Tlvs, tags } from './tlvs.ts'

/** SMPP 3.4, 4. @throws SmppError `too-long` when a field holds more than it may */
export function encodePdu({ sequence, status, body }: Pdu): Buffer {
  const content = Buffer.concat(contentOf(body, status))
  const header = Buffer.alloc(headerLength)
  header.writeUInt32BE(headerLength + content.length, 0)
  header.writeUInt32BE(commandIds[body.kind], 4)
  header.writeUInt32BE(status, 8)
  header.writeUInt32BE(sequence, 12)
  return Buffer.concat([header, content])
}

function contentOf(body: PduBody, status: number): readonly Uint8Array[] {
  switch (body.kind) {
    case 'bind_transceiver':
      return [
        cString('system_id', body.systemId, 16),
        cString('password', body.password, 9),
        cString('system_type', body.systemType, 13),
        // The version, and an address range of no kind: the SMSC knows which numbers are whose.
        Uint8Array.of(version, 0, 0, 0),
      ]
    case 'bind_transceiver_resp': {
      const speaks = new Map([[tags.interfaceVersion, octetsOf(version, 1)]])
      return status === 0 ? [cString('system_id', body.systemId, 16), ...encodeTlvs(speaks)] : []
    }
    case 'submit_sm':
    case 'deliver_sm':
      return message(body)
    case 'submit_sm_resp':
      return status === 0 ? [cString('message_id', body.messageId, 65)] : []
    case 'deliver_sm_resp':
      return [Uint8Array.of(0)]
    case 'unbind':
    case 'unbind_resp':
    case 'enquire_link':
    case 'enquire_link_resp':
    case 'generic_nack':
      return []
    default:
      return body satisfies never
  }
}

const version = 0x34

function message(fields: MessageFields): readonly Uint8Array[] {
  const { shortMessage } = fields
  if (shortMessage.length > 254) throw tooLong('short_message')
  return [
    cString('service_type', '', 6),
    ...address(fields.source),
    ...address(fields.destination),
    // No protocol, no priority, to be delivered now and for as long as the SMSC keeps texts.
    Uint8Array.of(fields.esmClass, 0, 0, 0, 0),
    // Nothing is replaced; none of the SMSC's own texts.
    Uint8Array.of(fields.registeredDelivery, 0, fields.dataCoding, 0),
    Uint8Array.of(shortMessage.length),
    shortMessage,
    ...encodeTlvs(fields.tlvs),
  ]
}

function address({ ton, npi, address: text }: Address): readonly Uint8Array[] {
  return [Uint8Array.of(ton, npi), cString('address', text, 21)]
}

function cString(field: string, text: string, most: number): Buffer {
  if (text.length >= most || text.includes('\0')) throw tooLong(field)
  return Buffer.from(`${text}\0`, 'latin1')
}

function encodeTlvs(tlvs: Tlvs): readonly Uint8Array[] {
  return [...tlvs].flatMap(([tag, value]) => {
    if (value.length > 0xffff) throw tooLong('optional parameter')
    return [octetsOf(tag, 2), octetsOf(value.length, 2), value]
  })
}

function tooLong(field: string): SmppError {
  return new SmppError('too-long', `The field ${field} holds more than it may`)
}
