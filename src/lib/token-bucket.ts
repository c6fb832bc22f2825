/** Lets so many through a second, and a few at once after a pause. What is too large for it still goes, and is paid off after. */
export interface TokenBucket {
  /**
   * When `wanted` may be taken, if `ahead` are taken before and nothing else; `from` at the earliest.
   * Milliseconds, not rounded.
   */
  readyAt(wanted: number, ahead: number, from: number): number
  /** Takes them at `time`, whether they are there or not: {@link readyAt} says when they are. */
  take(wanted: number, time: number): void
}

/**
 * Over any t seconds at most `rate * t + burst` are let through where everybody waits for
 * {@link TokenBucket.readyAt}; when there is one that is larger than `burst`, its size instead of `burst`.
 * @param rate tokens a second; `Infinity` makes nobody wait
 * @param burst what it holds at most
 * @param start milliseconds; times never go back
 */
export function createTokenBucket(rate: number, burst: number, start: number): TokenBucket {
  let level = burst
  let at = start

  function levelAt(time: number): number {
    if (rate === Number.POSITIVE_INFINITY) return burst
    return Math.min(burst, level + ((time - at) / 1000) * rate)
  }

  return {
    readyAt(wanted, ahead, from) {
      const missing = ahead + Math.min(wanted, burst) - levelAt(from)
      return missing <= dust ? from : from + (missing / rate) * 1000
    },
    take(wanted, time) {
      level = levelAt(time) - wanted
      at = time
    },
  }
}

/** What sums of fractions may be off by. */
const dust = 1e-6
