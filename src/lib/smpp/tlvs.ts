/** Optional parameters by their tag, SMPP 3.4, 5.3. */
export type Tlvs = ReadonlyMap<number, Uint8Array>

export const tags = {
  receiptedMessageId: 0x001e,
  userMessageReference: 0x0204,
  sarReference: 0x020c,
  sarTotal: 0x020e,
  sarNumber: 0x020f,
  interfaceVersion: 0x0210,
  networkErrorCode: 0x0423,
  messagePayload: 0x0424,
  messageState: 0x0427,
} as const

export const noTlvs: Tlvs = new Map()

/** An unsigned integer of one, two or four octets; undefined for anything else. */
export function numberIn(tlvs: Tlvs, tag: number): number | undefined {
  const value = tlvs.get(tag)
  if (value === undefined || ![1, 2, 4].includes(value.length)) return undefined
  return value.reduce((number, octet) => number * 256 + octet, 0)
}

/** A C-Octet String, with or without the zero that ends it. */
export function textIn(tlvs: Tlvs, tag: number): string | undefined {
  const value = tlvs.get(tag)
  if (value === undefined) return undefined
  const end = value.indexOf(0)
  return Buffer.from(end < 0 ? value : value.subarray(0, end)).toString('latin1')
}

export function octetsOf(number: number, length: 1 | 2 | 4): Uint8Array {
  const octets = Buffer.alloc(length)
  octets.writeUIntBE(number, 0, length)
  return octets
}
