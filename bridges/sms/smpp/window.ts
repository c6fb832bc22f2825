/** Lets only so many be under way at once, and only so many begin in a second; first come, first served. */
export interface Window {
  /** Resolves with what gives the place back. @throws the signal's reason */
  enter(signal?: AbortSignal): Promise<() => void>
}

export interface WindowOptions {
  readonly most: number
  /** A second; no limit when it is left out. */
  readonly rate?: number
  readonly now?: () => number
}

export function createWindow({ most, rate, now = () => performance.now() }: WindowOptions): Window {
  const queue = new Set<() => void>()
  const each = rate === undefined ? 0 : 1000 / rate
  let inside = 0
  let nextAt = 0
  let timer: NodeJS.Timeout | undefined

  function leave(): void {
    inside -= 1
    admit()
  }

  function admit(): void {
    clearTimeout(timer)
    for (const enter of queue) {
      if (inside >= most) return
      const wait = nextAt - now()
      // A timer may be early by less than a millisecond.
      if (wait >= 1) {
        timer = setTimeout(admit, wait)
        return
      }
      nextAt = Math.max(nextAt, now()) + each
      inside += 1
      queue.delete(enter)
      enter()
    }
  }

  return {
    enter(signal) {
      const { promise, resolve, reject } = Promise.withResolvers<() => void>()
      const enter = () => resolve(once(leave))
      const abort = () => {
        if (queue.delete(enter)) reject(signal?.reason)
      }
      if (signal?.aborted === true) return Promise.reject(signal.reason)
      signal?.addEventListener('abort', abort, { once: true })
      queue.add(enter)
      admit()
      return promise.finally(() => signal?.removeEventListener('abort', abort))
    },
  }
}

function once(act: () => void): () => void {
  let isDone = false
  return () => {
    if (!isDone) act()
    isDone = true
  }
}
