import { cutText } from '../../../src/lib/smpp/cut.ts'
import type { DeliverSm } from '../../../src/lib/smpp/pdu.ts'
import { octetsOf, tags } from '../../../src/lib/smpp/tlvs.ts'

type Way = 'header of 8 bits' | 'header of 16 bits' | 'parameters'

/** A text as an SMSC brings it. */
export function partsOf(
  text: string,
  way: Way = 'header of 8 bits',
  reference = 42,
): Partial<DeliverSm>[] {
  const { dataCoding, parts } = cutText(text)
  const total = parts.length
  return parts.map((octets, index) => {
    const place = [total, index + 1]
    switch (way) {
      case 'header of 8 bits':
        return withHeader([5, 0, 3, reference, ...place], octets, dataCoding)
      case 'header of 16 bits':
        return withHeader([6, 8, 4, 1, reference, ...place], octets, dataCoding)
      case 'parameters':
        return {
          dataCoding,
          shortMessage: octets,
          tlvs: new Map([
            [tags.sarReference, octetsOf(reference, 2)],
            [tags.sarTotal, octetsOf(total, 1)],
            [tags.sarNumber, octetsOf(index + 1, 1)],
          ]),
        }
      default:
        return way satisfies never
    }
  })
}

function withHeader(header: number[], octets: Uint8Array, dataCoding: number) {
  return {
    dataCoding,
    esmClass: 0x40,
    shortMessage: Buffer.concat([Uint8Array.from(header), octets]),
  }
}
