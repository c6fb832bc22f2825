/** The clock, but one that stands still while `now` is set back, and goes on from there. */
export function monotonic(now: () => number): () => number {
  let last = now()
  let ahead = 0
  return () => {
    const time = now()
    ahead += Math.max(0, last - time)
    last = time
    return time + ahead
  }
}
