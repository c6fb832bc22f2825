import { costOf } from './text-cost.ts'
import { withPlainTypography } from './typography.ts'

/**
 * The text with plain characters instead of typographic ones, where that makes it cost less; otherwise the
 * text as it is. Only where GSM-7 has all that is left, so that nothing is given up for nothing.
 */
export function plainer(text: string): string {
  if (text.length > longest) return text
  const before = costOf(text)
  if (before.encoding === 'GSM-7') return text
  const plain = withPlainTypography(text)
  const after = costOf(plain)
  return after.encoding === 'GSM-7' && after.segments < before.segments ? plain : text
}

/**
 * Tells the writer that a text costs more than it needs to, and because of what; undefined where it does
 * not. Letters are needed, so a language that has others than GSM-7 is no reason.
 */
export function hintFor(text: string): string | undefined {
  if (text.length > longest) return undefined
  const { encoding, segments, dear } = costOf(text)
  if (encoding === 'GSM-7' || segments < 2) return undefined
  const [first = '', ...others] = dear
  const cheaper = costOf(withoutSymbols(withPlainTypography(text)))
  if (cheaper.encoding !== 'GSM-7' || cheaper.segments >= segments) return undefined
  const cause = `This text goes out as ${segments} segments because of ${reasons(dear)}.`
  const remedy = others.length === 0 ? remedyFor(first) : 'With plain characters only'
  return `${cause} ${remedy} it would be ${cheaper.segments}.`
}

/** Longer texts are not for phones, and take their time to look at. */
const longest = 5000

/** What a writer can do without: emoji and signs, no letters or digits of any script. */
function withoutSymbols(text: string): string {
  const { dear } = costOf(text)
  return dear
    .filter((character) => !/[\p{L}\p{N}]/u.test(character))
    .reduce((rest, character) => rest.replaceAll(character, ''), text)
}

/** "“’” (U+2019), “…” (U+2026) and others" */
function reasons(dear: readonly string[]): string {
  const names = dear.slice(0, most).map(nameOf)
  if (dear.length > most) return `${names.join(', ')} and others`
  const last = names.pop() ?? ''
  return names.length === 0 ? last : `${names.join(', ')} and ${last}`
}

const most = 3

function nameOf(character: string): string {
  const points = Array.from(character, (one) => one.codePointAt(0) ?? 0)
  const code = points.map((point) => `U+${point.toString(16).toUpperCase().padStart(4, '0')}`)
  if (/^[\p{Z}\t]$/u.test(character)) return `a special space (${code})`
  if (/^\p{C}+$/u.test(character)) return `a character that can’t be seen (${code})`
  return points.length === 1 ? `“${character}” (${code})` : `“${character}”`
}

function remedyFor(character: string): string {
  const plain = withPlainTypography(character)
  if (plain === character || plain === '') return 'Without it'
  return plain === ' ' ? 'With a plain space' : `With a plain ${plain}`
}
