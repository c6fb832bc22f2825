/** What two journals of one chat say about each other. */
export interface Verdict {
  readonly sent: number
  readonly lost: number
  readonly doubled: number
  /** Messages that arrived after one that was sent later. */
  readonly outOfOrder: number
}

/**
 * Compares what was sent with what arrived, both in their order. Equal texts are told apart by number.
 * @param told those of which the writer was told that they may be lost
 */
export function compare(
  sent: readonly string[],
  arrived: readonly string[],
  told: readonly string[] = [],
): Verdict {
  const [there, here, known] = [counts(sent), counts(arrived), counts(told)]
  let [lost, doubled] = [0, 0]
  for (const [text, wanted] of there) {
    lost += Math.max(0, wanted - (here.get(text) ?? 0) - (known.get(text) ?? 0))
  }
  for (const [text, found] of here) doubled += Math.max(0, found - (there.get(text) ?? 0))
  return { sent: sent.length, lost, doubled, outOfOrder: inversions(sent, arrived) }
}

export function total(verdicts: readonly Verdict[]): Verdict {
  const sum = (key: keyof Verdict) => verdicts.reduce((all, verdict) => all + verdict[key], 0)
  return {
    sent: sum('sent'),
    lost: sum('lost'),
    doubled: sum('doubled'),
    outOfOrder: sum('outOfOrder'),
  }
}

function counts(texts: readonly string[]): Map<string, number> {
  const found = new Map<string, number>()
  for (const text of texts) found.set(text, (found.get(text) ?? 0) + 1)
  return found
}

/** Only texts that occur once have a place by which order can be told. */
function inversions(sent: readonly string[], arrived: readonly string[]): number {
  const once = counts(sent)
  const place = new Map(sent.map((text, index) => [text, index]))
  let highest = -1
  let found = 0
  for (const text of arrived) {
    const index = once.get(text) === 1 ? (place.get(text) ?? -1) : -1
    if (index < 0) continue
    if (index < highest) found += 1
    highest = Math.max(highest, index)
  }
  return found
}
