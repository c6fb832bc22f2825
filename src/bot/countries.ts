import { type Country, parseCountry } from '../core/phone.ts'
import { beginnings } from './words.ts'

const english = new Intl.DisplayNames(['en'], { type: 'region' })

/** What people say where the official name is another. */
const aliases: ReadonlyMap<string, Country> = new Map([
  ['america', 'US'],
  ['usa', 'US'],
  ['england', 'GB'],
  ['greatbritain', 'GB'],
  ['holland', 'NL'],
  ['hongkong', 'HK'],
  ['macau', 'MO'],
  ['turkey', 'TR'],
  ['czechrepublic', 'CZ'],
  ['ivorycoast', 'CI'],
  ['uae', 'AE'],
])

export function countryName(country: Country): string {
  return english.of(country) ?? country
}

/** The country that the text begins with, by code or English name, and what comes after it. */
export function splitCountry(
  text: string,
): { readonly country: Country; readonly rest: string } | undefined {
  const names = namesOfCountries()
  for (const end of beginnings(text, 6)) {
    const name = simplified(text.slice(0, end))
    const country = name.length === 2 ? parseCountry(name) : (names.get(name) ?? aliases.get(name))
    if (country !== undefined) return { country, rest: text.slice(end).trim() }
  }
  return undefined
}

/** English names, for suggestions. */
export function countryNames(): readonly string[] {
  return allCountries().map(countryName)
}

function namesOfCountries(): ReadonlyMap<string, Country> {
  return new Map(allCountries().map((country) => [simplified(countryName(country)), country]))
}

function allCountries(): Country[] {
  const letters = [...'ABCDEFGHIJKLMNOPQRSTUVWXYZ']
  return letters.flatMap((first) =>
    letters.flatMap((second) => parsedOnce(`${first}${second}`) ?? []),
  )
}

/** "UK" is a way to write GB, not another country. */
function parsedOnce(code: string): Country | undefined {
  const country = parseCountry(code)
  return country === code ? country : undefined
}

/** Without accents and what is between the letters: "Côte d’Ivoire" and "cote d'ivoire" are the same. */
function simplified(name: string): string {
  return name
    .normalize('NFD')
    .toLowerCase()
    .replace(/&/g, 'and')
    .replace(/^the\s/, '')
    .replace(/[^a-z0-9]/g, '')
}
