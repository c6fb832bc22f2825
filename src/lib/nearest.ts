/** The option that was probably meant, when it is near enough; for "Did you mean …?". */
export function nearest(word: string, options: readonly string[]): string | undefined {
  const wanted = word.toLowerCase().slice(0, 80)
  const allowed = Math.max(1, Math.floor(wanted.length / 3))
  const [best] = options
    .map((option) => ({ option, steps: distance(wanted, option.toLowerCase()) }))
    .filter(({ steps }) => steps <= allowed)
    .sort((one, other) => one.steps - other.steps)
  return best?.option
}

/** How many letters are to be added, left out, changed or swapped with their neighbour. */
function distance(from: string, to: string): number {
  let before: number[] = []
  let row = Array.from({ length: to.length + 1 }, (_, index) => index)
  for (let place = 1; place <= from.length; place += 1) {
    const next = [place]
    for (let index = 1; index <= to.length; index += 1) {
      const isSame = from[place - 1] === to[index - 1]
      const isSwapped = from[place - 1] === to[index - 2] && from[place - 2] === to[index - 1]
      next.push(
        Math.min(
          at(row, index - 1) + (isSame ? 0 : 1),
          at(row, index) + 1,
          at(next, index - 1) + 1,
          isSwapped ? at(before, index - 2) + 1 : Number.POSITIVE_INFINITY,
        ),
      )
    }
    before = row
    row = next
  }
  return at(row, to.length)
}

function at(row: readonly number[], index: number): number {
  return row[index] ?? Number.POSITIVE_INFINITY
}
