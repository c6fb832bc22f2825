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

/**
 * Asks again as soon as the other end has responded, so that little is unproven when a connection breaks.
 * @param ask writes a request that the other end responds to; resolves when it has, or will not any more
 */
export function createReadProof(ask: () => Promise<void>): ReadProof {
  const waiting: { readonly place: number; readonly onRead: () => void }[] = []
  let soon: NodeJS.Immediate | undefined
  let isAsking = false

  /** Answers of one turn share a request; a response that comes anyway saves it. */
  function askSoon(): void {
    if (isAsking || waiting.length === 0) return
    soon ??= setImmediate(() => {
      soon = undefined
      if (waiting.length > 0) void askNow()
    })
  }

  async function askNow(): Promise<void> {
    isAsking = true
    await ask()
    isAsking = false
    askSoon()
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
    stop: () => clearImmediate(soon),
  }
}
