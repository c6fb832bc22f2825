/** The first word of a text, without the white space around it. */
export function firstWord(text: string): string {
  return /\S+/.exec(text)?.[0] ?? ''
}

/** Where the first words of a text end, the longest run first; at most `limit` of them. */
export function beginnings(text: string, limit: number): readonly number[] {
  const ends: number[] = []
  for (const word of text.slice(0, 400).matchAll(/\S+/g)) {
    if (ends.length === limit) break
    ends.unshift(word.index + word[0].length)
  }
  return ends
}
