/** The option that was probably meant, when it is near enough; for "Did you mean …?". */
export function nearest(word: string, options: readonly string[]): string | undefined {
  const wanted = word.toLowerCase().slice(0, 40)
  const allowed = Math.max(1, Math.floor(wanted.length / 3))
  const [best] = options
    .map((option) => ({ option, steps: distance(wanted, option.toLowerCase()) }))
    .filter(({ steps }) => steps <= allowed)
    .sort((one, other) => one.steps - other.steps)
  return best?.option
}

/** Levenshtein's: how many letters are to be added, left out or changed. */
function distance(from: string, to: string): number {
  let row = Array.from({ length: to.length + 1 }, (_, index) => index)
  for (const [place, letter] of [...from].entries()) {
    const next = [place + 1]
    for (const [index, other] of [...to].entries()) {
      const changed = (row[index] ?? 0) + (letter === other ? 0 : 1)
      next.push(Math.min(changed, (row[index + 1] ?? 0) + 1, (next[index] ?? 0) + 1))
    }
    row = next
  }
  return row.at(-1) ?? 0
}
