import type { Part } from '../../../../src/lib/smpp/concatenation.ts'

/** Puts the parts of texts together, in memory as phones do. */
export interface Parts {
  /** All parts in their order once they are there; what they share is in `key`. */
  add(key: string, part: Part, piece: Piece): readonly Piece[] | undefined
}

export interface Piece {
  /** What the message is called. */
  readonly id: string
  readonly octets: Uint8Array
  /** What is to be reported about it. */
  readonly registeredDelivery: number
}

/** Texts that are never whole are forgotten, the oldest first. */
const most = 1000

export function createParts(): Parts {
  const waiting = new Map<string, Map<number, Piece>>()
  return {
    add(key, { reference, number, total }, piece) {
      const name = JSON.stringify([key, reference, total])
      const pieces = waiting.get(name) ?? new Map<number, Piece>()
      pieces.set(number, piece)
      waiting.delete(name)
      if (pieces.size < total) {
        waiting.set(name, pieces)
        for (const [oldest] of waiting) {
          if (waiting.size <= most) break
          waiting.delete(oldest)
        }
        return undefined
      }
      return [...pieces].sort(([one], [other]) => one - other).map(([, found]) => found)
    },
  }
}
