import type { OutgoingText } from '../../../src/core/carrier.ts'
import { CarrierError } from '../../../src/core/errors.ts'
import { headerFor, sarFor } from '../../../src/lib/smpp/concatenation.ts'
import { cutText } from '../../../src/lib/smpp/cut.ts'
import { esmClass, type SubmitSm } from '../../../src/lib/smpp/pdu.ts'
import { noTlvs, tags } from '../../../src/lib/smpp/tlvs.ts'
import { addressOf } from './addresses.ts'
import type { Complete } from './options.ts'

/**
 * The messages that a text takes, in order.
 * @param reference what its parts have in common; the low 8 bits in a header, 16 as a parameter
 * @throws CarrierError `content` when it takes too many
 */
export function planOf(
  { from, to, text }: Pick<OutgoingText, 'from' | 'to' | 'text'>,
  options: Complete,
  reference: number,
): readonly SubmitSm[] {
  const { dataCoding, parts } = cutText(text, options.defaultAlphabet)
  if (parts.length > options.maxSegments) throw tooLong(parts.length, options.maxSegments)
  const plain = {
    kind: 'submit_sm',
    source: addressOf(from, options),
    destination: addressOf(to, options),
    esmClass: 0,
    registeredDelivery: 1,
    dataCoding,
    tlvs: noTlvs,
  } as const
  const [only, ...others] = parts
  if (only !== undefined && others.length === 0) return [{ ...plain, shortMessage: only }]
  return inParts(plain, parts, options.longTexts, reference)
}

function inParts(
  plain: Omit<SubmitSm, 'shortMessage'>,
  parts: readonly Uint8Array[],
  how: Complete['longTexts'],
  reference: number,
): readonly SubmitSm[] {
  const place = (index: number) => ({ number: index + 1, total: parts.length })
  switch (how) {
    case 'udh':
      return parts.map((part, index) => ({
        ...plain,
        esmClass: esmClass.header,
        shortMessage: Buffer.concat([headerFor(place(index), reference % 0x100), part]),
      }))
    case 'sar':
      return parts.map((shortMessage, index) => ({
        ...plain,
        shortMessage,
        tlvs: sarFor(place(index), reference % 0x10000),
      }))
    case 'payload': {
      const tlvs = new Map([[tags.messagePayload, Buffer.concat(parts)]])
      return [{ ...plain, shortMessage: new Uint8Array(), tlvs }]
    }
    default:
      return how satisfies never
  }
}

function tooLong(needed: number, most: number): CarrierError {
  const message = `This text takes ${needed} segments; ${most} can be sent. Please send it in parts.`
  return new CarrierError('content', message)
}
