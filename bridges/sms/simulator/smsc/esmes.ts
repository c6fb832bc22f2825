import type { Link } from '../../../../src/lib/smpp/link.ts'
import type { DeliverSm } from '../../../../src/lib/smpp/pdu.ts'

/** Who is bound at present. */
export interface Esmes {
  add(link: Link): void
  /** Brings it to one of them. @returns the status of the answer; undefined when there was none */
  deliver(message: DeliverSm, signal: AbortSignal): Promise<number | undefined>
  end(): void
}

export function createEsmes(): Esmes {
  const bound = new Set<Link>()
  return {
    add(link) {
      bound.add(link)
      void link.ended.then(() => bound.delete(link))
    },
    async deliver(message, signal) {
      const newest = [...bound].at(-1)
      const response = await newest?.request(message, { signal }).catch(() => undefined)
      return response?.status
    },
    end() {
      for (const link of bound) link.end()
    },
  }
}
