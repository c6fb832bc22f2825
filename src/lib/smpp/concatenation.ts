import { esmClass, type MessageFields } from './pdu.ts'
import { numberIn, octetsOf, type Tlvs, tags } from './tlvs.ts'

/** Which part of a longer text a message is. */
export interface Part {
  /** The same for all parts; with the way in which it was given, so that two ways never meet. */
  readonly reference: string
  readonly number: number
  readonly total: number
}

/** A message without its user data header. */
export interface Content {
  readonly octets: Uint8Array
  readonly part?: Part
  /** Meant for a program behind a port: no text for people. */
  readonly isForPort: boolean
}

/**
 * Takes the header off: 3GPP TS 23.040, 9.2.3.24, or the SAR parameters of SMPP 3.4, 5.3.2.22. A header that
 * does not fit into the message is none.
 */
export function contentOf(message: MessageFields): Content {
  const payload = message.tlvs.get(tags.messagePayload)
  const octets = payload ?? message.shortMessage
  const length = octets[0] ?? 0
  const hasHeader = (message.esmClass & esmClass.header) !== 0 && length < octets.length
  const elements = hasHeader ? elementsIn(octets.subarray(1, length + 1)) : noElements
  const part = partIn(elements) ?? sarPart(message.tlvs)
  return {
    octets: hasHeader ? octets.subarray(length + 1) : octets,
    isForPort: elements.has(element.port8) || elements.has(element.port16),
    ...(part === undefined ? {} : { part }),
  }
}

/** A user data header with an 8 bit reference. */
export function headerFor({ number, total }: Omit<Part, 'reference'>, reference: number) {
  return Uint8Array.of(5, element.reference8, 3, reference, total, number)
}

export function sarFor({ number, total }: Omit<Part, 'reference'>, reference: number): Tlvs {
  return new Map([
    [tags.sarReference, octetsOf(reference, 2)],
    [tags.sarTotal, octetsOf(total, 1)],
    [tags.sarNumber, octetsOf(number, 1)],
  ])
}

const element = { reference8: 0x00, reference16: 0x08, port8: 0x04, port16: 0x05 } as const

const noElements: ReadonlyMap<number, Uint8Array> = new Map()

function elementsIn(header: Uint8Array): ReadonlyMap<number, Uint8Array> {
  const found = new Map<number, Uint8Array>()
  for (let place = 0; place + 1 < header.length; ) {
    const [id = 0, length = 0] = header.subarray(place, place + 2)
    found.set(id, header.subarray(place + 2, place + 2 + length))
    place += 2 + length
  }
  return found
}

function partIn(elements: ReadonlyMap<number, Uint8Array>): Part | undefined {
  const [low, total = 0, number = 0] = elements.get(element.reference8) ?? []
  if (low !== undefined) return valid({ reference: `8 ${low}`, number, total })
  const [high, next = 0, total16 = 0, number16 = 0] = elements.get(element.reference16) ?? []
  if (high === undefined) return undefined
  return valid({ reference: `16 ${high * 256 + next}`, number: number16, total: total16 })
}

function sarPart(tlvs: Tlvs): Part | undefined {
  const [reference, total = 0, number = 0] = [tags.sarReference, tags.sarTotal, tags.sarNumber].map(
    (tag) => numberIn(tlvs, tag),
  )
  return reference === undefined
    ? undefined
    : valid({ reference: `sar ${reference}`, number, total })
}

/** The only part of a text is a text. */
function valid(part: Part): Part | undefined {
  const { number, total } = part
  return total > 1 && total <= 255 && number >= 1 && number <= total ? part : undefined
}
