import { RefusedError } from '../core/errors.ts'
import type { Line } from '../core/line.ts'
import type { Country } from '../core/phone.ts'
import { nearest } from '../lib/nearest.ts'
import { shorten } from '../lib/shorten.ts'
import { findLine } from '../lines/find.ts'
import { countryName, countryNames, splitCountry } from './countries.ts'
import { quoted } from './reply.ts'
import { splitNumber } from './typed-number.ts'
import { beginnings, firstWord } from './words.ts'

/** What arguments are read against. */
export interface Reading {
  /** The account's active lines. */
  readonly lines: readonly Line[]
  /** Whose national notation is understood. */
  readonly countries: readonly Country[]
}

export interface Values {
  country: Country
  line: Line
  /** As typed: which contact it is depends on the line. */
  number: string
  page: number
  word: string
  words: string
}

export type Kind = keyof Values

type Reader<Value> = (
  text: string,
  reading: Reading,
) => { readonly value: Value; readonly rest: string }

/** Each reads its value from the beginning of a text that is not empty. @throws RefusedError */
export const readers: { readonly [Of in Kind]: Reader<Values[Of]> } = {
  words: (text) => ({ value: text, rest: '' }),

  word(text) {
    const word = firstWord(text)
    return { value: word, rest: text.slice(word.length).trim() }
  },

  country(text) {
    const found = splitCountry(text)
    if (found !== undefined) return { value: found.country, rest: found.rest }
    const word = firstWord(text)
    const meant = nearest(word, countryNames())
    throw new RefusedError(
      meant === undefined
        ? `I know no country ${quoted(shorten(word, 40))}. Use its code or English name, such as US or ${countryName('DE')}.`
        : `I know no country ${quoted(word)}. Did you mean ${meant}?`,
    )
  },

  line(text, { lines }) {
    for (const end of beginnings(text, 12)) {
      const line = findLine(lines, unquoted(text.slice(0, end)))
      if (line !== undefined) return { value: line, rest: text.slice(end).trim() }
    }
    throw new RefusedError(unknownLine(lines, firstWord(text)))
  },

  number(text, { countries }) {
    const { number, rest } = splitNumber(text, countries)
    return { value: number, rest }
  },

  page(text) {
    const word = firstWord(text)
    const page = /^[1-9]\d{0,5}$/.test(word) ? Number(word) : undefined
    if (page === undefined) throw new RefusedError('A page is a number from 1 on.')
    return { value: page, rest: text.slice(word.length).trim() }
  },
}

/** What to say when a line is meant that the account does not have. */
function unknownLine(lines: readonly Line[], text: string): string {
  if (lines.length === 0) return noLineYet
  const labels = lines.map(({ label }) => label)
  const meant = nearest(text, labels)
  const hint =
    meant === undefined
      ? `You have ${labels.map(quoted).join(', ')}.`
      : `Did you mean ${quoted(meant)}?`
  return `You have no line ${quoted(shorten(text, 40))}. ${hint}`
}

export const noLineYet = 'You have no number yet. Look for one with "search US", for example.'

function unquoted(text: string): string {
  return text
    .replace(/:$/, '')
    .replace(/^["“„](.*)["”“]$/s, '$1')
    .replace(/\s+/g, ' ')
}
