/** Milliseconds to wait before attempt `attempt` (0 is the first retry): doubling, with a spread of ±20 %. */
export function backoff(
  attempt: number,
  {
    first = 1000,
    most = 60_000,
    random = Math.random,
  }: { readonly first?: number; readonly most?: number; readonly random?: () => number } = {},
): number {
  const base = Math.min(most, first * 2 ** Math.min(attempt, 30))
  return Math.round(base * (0.8 + 0.4 * random()))
}
