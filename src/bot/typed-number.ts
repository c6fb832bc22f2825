import { type Contact, parseContact } from '../core/contact.ts'
import { RefusedError } from '../core/errors.ts'
import { type Country, parsePhoneNumber } from '../core/phone.ts'
import { shorten } from '../lib/shorten.ts'
import { beginnings, firstWord } from './words.ts'

/**
 * Where a typed number ends and the rest begins. A number may have spaces; where it could end in more
 * than one place nothing is guessed, because a text to the wrong person is worse than a question.
 * @throws RefusedError
 */
export function splitNumber(
  text: string,
  countries: readonly Country[],
): { readonly number: string; readonly rest: string } {
  const plain = readable(text)
  const marked = /^([+\d(][\d ()./-]*)(?::(?=\s|$)|\n)/.exec(plain)
  if (marked?.[1] !== undefined) return cut(plain, marked[1].length, marked[0].length)
  const first = firstWord(plain)
  if (digits(first) >= 7 || !/^[+(]?[\d()]/.test(first)) return cut(plain, first.length)
  const ends = numericEnds(plain).filter((end) => isPossible(plain.slice(0, end), countries))
  if (ends.length > 1) {
    throw new RefusedError(
      'I can’t tell where the number ends. Please write it without spaces, or put a colon after it.',
    )
  }
  return cut(plain, ends[0] ?? first.length)
}

/**
 * The contact that a typed number stands for. National notation is read as in these countries, and only
 * when they agree.
 * @throws RefusedError that says how to write it
 */
export function contactOf(typed: string, countries: readonly Country[]): Contact {
  const text = readable(typed)
  const shown = shorten(text, 40)
  if (/^\d{3,6}$/.test(text)) return shortCode(text)
  if (/^(\+|00)/.test(text)) {
    const number = parsePhoneNumber(text)
    if (number !== undefined) return number
    throw new RefusedError(`“${shown}” is not a phone number that can exist.`)
  }
  const found = new Set(countries.flatMap((country) => parsePhoneNumber(text, country) ?? []))
  const [number] = found
  if (found.size === 1 && number !== undefined) return number
  throw new RefusedError(
    found.size > 1
      ? `“${shown}” is a number in more than one country. Please write it with its country code, such as +49 …`
      : `“${shown}” is not a phone number that can exist. Please write it with its country code, such as +1 415 …`,
  )
}

function cut(text: string, end: number, next = end) {
  return { number: text.slice(0, end).trim(), rest: text.slice(next).trim() }
}

/** Phones and address books put in marks of direction and characters that only look like a space or hyphen. */
function readable(text: string): string {
  return text
    .replace(/[\u200e\u200f\u202a-\u202e\u2066-\u2069]/g, '')
    .replace(/[\u00a0\u2007\u202f]/g, ' ')
    .replace(/[\u2010-\u2015\u2212]/g, '-')
    .replace(/^\s*(tel:)?\s*/i, '')
    .trimEnd()
}

/** Ends of the words from the beginning that may be parts of a number. */
function numericEnds(text: string): readonly number[] {
  const [run = ''] = /^(?:[+\d()./-]+(?:[ \t]+|$))+/.exec(text) ?? []
  return beginnings(run, 8)
}

function isPossible(text: string, countries: readonly Country[]): boolean {
  if (digits(text) < 7) return false
  return [undefined, ...countries].some((country) => parsePhoneNumber(text, country) !== undefined)
}

function digits(text: string): number {
  return text.slice(0, 60).replace(/\D/g, '').length
}

function shortCode(text: string): Contact {
  const contact = parseContact(`short:${text}`)
  if (contact === undefined) throw new RefusedError(`“${text}” is not a short code.`)
  return contact
}
