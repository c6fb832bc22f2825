import { SmppError } from './error.ts'
import { headerLength, mostOctets } from './pdu.ts'

/** Cuts what a TCP connection brings, in whatever pieces, into PDUs. */
export interface Frames {
  /**
   * The PDUs that are whole now, each with its header.
   * @throws SmppError `out-of-step` when a length can't be one; nothing after that can be trusted
   */
  push(chunk: Uint8Array): readonly Buffer[]
}

export function createFrames(): Frames {
  let waiting: Uint8Array[] = []
  let size = 0
  let needed = 4

  return {
    push(chunk) {
      waiting.push(chunk)
      size += chunk.length
      if (size < needed) return []
      const octets = Buffer.concat(waiting)
      const found: Buffer[] = []
      let from = 0
      for (;;) {
        const length = lengthAt(octets, from)
        needed = length ?? 4
        if (length === undefined || octets.length - from < length) break
        found.push(octets.subarray(from, from + length))
        from += length
      }
      const rest = octets.subarray(from)
      waiting = rest.length === 0 ? [] : [rest]
      size = rest.length
      return found
    },
  }
}

/** Undefined while it is not there yet. */
function lengthAt(octets: Buffer, from: number): number | undefined {
  if (octets.length - from < 4) return undefined
  const length = octets.readUInt32BE(from)
  if (length >= headerLength && length <= mostOctets) return length
  throw new SmppError('out-of-step', `A PDU can not be ${length} octets long`)
}
