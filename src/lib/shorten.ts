/** The first `most` characters, none of them cut in two: half a surrogate pair is no text. */
export function shorten(text: string, most: number): string {
  return Array.from(text.slice(0, 2 * most))
    .slice(0, most)
    .join('')
}
