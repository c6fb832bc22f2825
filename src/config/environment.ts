import { readFileSync } from 'node:fs'
import type { z } from 'zod'
import { nearest } from '../lib/nearest.ts'
import { ConfigError } from './error.ts'
import { type Place, placesOf } from './places.ts'

/** One value of the configuration by its place, as the environment or `--set` gives it. */
export interface Override {
  readonly path: readonly string[]
  readonly value: unknown
}

type Environment = Readonly<Record<string, string | undefined>>

const prefix = 'HOMELINE_'
const fileSuffix = '_FILE'
/** Names beside the configuration's that begin the same. */
const others = new Set(['HOMELINE_CONFIG', 'HOMELINE_PYTHON', 'HOMELINE_CHROMIUM'])

/**
 * `HOMELINE_WEB_PUBLIC_URL` is `web.publicUrl`; with `_FILE` behind it, the file that holds it. Parts
 * that are lists or objects are written as in JSON.
 * @throws ConfigError for a name that nothing has
 */
export function overridesFrom(environment: Environment, schema: z.ZodType): readonly Override[] {
  const names = Object.keys(environment).filter(
    (name) => name.startsWith(prefix) && !others.has(name) && environment[name] !== undefined,
  )
  const places = names.length === 0 ? [] : placesOf(schema)
  return names.map((name) => overrideOf(name, environment, places))
}

/** `web.port=8080`, as `--set` takes it. */
export function overrideFrom(assignment: string, schema: z.ZodType): Override {
  const split = assignment.indexOf('=')
  if (split < 1) throw new ConfigError(`"${assignment}" is no setting: write --set web.port=8080.`)
  const path = assignment.slice(0, split).split('.')
  const place = placesOf(schema).find(
    (known) =>
      known.path.length === path.length &&
      known.path.every((part, index) => part === '*' || part === path[index]),
  )
  return { path, value: read(assignment.slice(split + 1), place) }
}

function overrideOf(name: string, environment: Environment, places: readonly Place[]): Override {
  const isFile = name.endsWith(fileSuffix)
  const plain = isFile ? name.slice(0, -fileSuffix.length) : name
  const wanted = plain.slice(prefix.length)
  for (const place of places) {
    const match = patternOf(place).exec(wanted)
    if (match === null) continue
    if (isFile && environment[plain] !== undefined) {
      throw new ConfigError(`${plain} and ${name} are both set: take one away.`)
    }
    const keys = match.slice(1).map((key) => key.toLowerCase().replaceAll('_', '-'))
    const path = place.path.map((part) => (part === '*' ? (keys.shift() ?? '') : part))
    const text = environment[name] ?? ''
    return { path, value: read(isFile ? contentOf(name, text) : text, place) }
  }
  throw new ConfigError(`${name} is no setting of Homeline.${hint(wanted, isFile, places)}`)
}

function hint(wanted: string, isFile: boolean, places: readonly Place[]): string {
  const names = places.filter(isSettable).map((place) => nameLike(wanted, place))
  const near = nearest(wanted, names)
  if (near === undefined) return ' The names follow the keys in config/homeline.sample.yaml.'
  return ` Did you mean ${prefix}${near}${isFile ? fileSuffix : ''}?`
}

/** The place's name, with what was written where a name can be chosen. */
function nameLike(wanted: string, { path }: Place): string {
  const parts = path.flatMap((part) => (part === '*' ? [part] : nameOf(part).split('_')))
  const free = parts.indexOf('*')
  if (free < 0) return parts.join('_')
  const written = wanted.split('_')
  const key = written.slice(free, written.length - (parts.length - free - 1)).join('_')
  return [...parts.slice(0, free), key || 'NAME', ...parts.slice(free + 1)].join('_')
}

/** A thing of a chosen name has keys of its own: it is set by these. */
function isSettable({ path }: Place): boolean {
  return path.at(-1) !== '*'
}

function patternOf(place: Place): RegExp {
  if (!isSettable(place)) return /^(?!)/
  const parts = place.path.map((part) => (part === '*' ? '([A-Z0-9][A-Z0-9_]*?)' : nameOf(part)))
  return new RegExp(`^${parts.join('_')}$`)
}

function nameOf(key: string): string {
  return key.replace(/[A-Z]/g, '_$&').toUpperCase()
}

function contentOf(name: string, file: string): string {
  try {
    return readFileSync(file, 'utf8').trim()
  } catch (error) {
    throw new ConfigError(`The file ${file} that ${name} names can not be read.`, { cause: error })
  }
}

/** Numbers, truth values, lists and objects are written as in JSON; everything else is text. */
function read(text: string, place: Place | undefined): unknown {
  if (place?.isText === true) return text
  try {
    return JSON.parse(text)
  } catch {
    return text
  }
}
