/**
 * Finds out which answers the other end has read: TCP keeps the order, so when it responds to a request, it
 * has read whatever was written before that request.
 */
export interface ReadProof {
  /** An answer was written as the `place`th thing on this connection. */
  answered(place: number, onRead: () => void): void
  /** The other end responded to a request that was written at this place. */
  responded(place: number): void
  stop(): void
}

/** Between two requests that are made for nothing but the proof, milliseconds. */
const pause = 50

/** @param ask writes a request that the other end responds to */
export function createReadProof(ask: () => void): ReadProof {
  const waiting: { readonly place: number; readonly onRead: () => void }[] = []
  let timer: NodeJS.Timeout | undefined
  let askedAt = Number.NEGATIVE_INFINITY

  /** Answers of one turn share a request; a response that comes anyway saves it. */
  function askSoon(): void {
    timer ??= setTimeout(
      () => {
        timer = undefined
        if (waiting.length === 0) return
        askedAt = performance.now()
        ask()
      },
      Math.max(0, askedAt + pause - performance.now()),
    )
  }

  return {
    answered(place, onRead) {
      waiting.push({ place, onRead })
      askSoon()
    },
    responded(place) {
      const unread = waiting.findIndex((one) => one.place > place)
      const read = waiting.splice(0, unread < 0 ? waiting.length : unread)
      for (const { onRead } of read) onRead()
    },
    stop: () => clearTimeout(timer),
  }
}
