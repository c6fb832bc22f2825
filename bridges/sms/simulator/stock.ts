import { type NumberKind, type NumberRange, numberRanges } from './number-ranges.ts'

export interface StockQuery {
  readonly country: string
  readonly kind: NumberKind
  readonly areaCode?: string
  /** Digits, `*` for any one. */
  readonly contains?: string
  readonly locality?: string
  readonly region?: string
  readonly postalCode?: string
}

interface StockNumber {
  readonly number: string
  readonly range: NumberRange
}

/** Numbers for sale that nobody has, taken from the places in turn so that there is a choice. */
export function searchStock(
  query: StockQuery,
  limit: number,
  isOwned: (number: string) => boolean,
): readonly StockNumber[] {
  const pattern = patternOf(query.contains)
  const found: StockNumber[] = []
  for (const offer of inTurns(numberRanges.filter((range) => fits(range, query)))) {
    if (!pattern.test(offer.number) || isOwned(offer.number)) continue
    found.push(offer)
    if (found.length >= limit) break
  }
  return found
}

/** One number of each range, then another of each, until there are no more. */
function* inTurns(ranges: readonly NumberRange[]): Iterable<StockNumber> {
  const longest = Math.max(0, ...ranges.map(({ count }) => count))
  for (let index = 0; index < longest; index++) {
    for (const range of ranges) {
      if (index < range.count) {
        yield { number: `+${range.first + shuffled(index, range.count)}`, range }
      }
    }
  }
}

/** The range that a number for sale is in, sold or not. */
export function rangeOf(number: string): NumberRange | undefined {
  const value = Number(number.slice(1))
  return numberRanges.find(({ first, count }) => value >= first && value < first + count)
}

/** All numbers of a range once, without being one after the other: 37 is prime to every count. */
function shuffled(index: number, count: number): number {
  return (index * 37 + 19) % count
}

function fits(range: NumberRange, query: StockQuery): boolean {
  return (
    range.country === query.country &&
    range.kind === query.kind &&
    isSame(range.areaCode, query.areaCode) &&
    isSame(range.locality, query.locality) &&
    isSame(range.region, query.region) &&
    isSame(range.postalCode, query.postalCode)
  )
}

function isSame(has: string | undefined, wanted: string | undefined): boolean {
  return wanted === undefined || fold(has ?? '') === fold(wanted)
}

/** "münchen" and "Munchen" are one. */
function fold(text: string): string {
  return text.normalize('NFD').replace(/\p{M}/gu, '').toLowerCase().trim()
}

function patternOf(contains: string | undefined): RegExp {
  const kept = (contains ?? '').replace(/[^\d*]/g, '')
  return new RegExp(kept.replaceAll('*', '\\d'))
}
