import { readFileSync } from 'node:fs'
import { z } from 'zod'
import { ConfigError } from './error.ts'

/** One value of the configuration by its place, as the environment or `--set` gives it. */
export interface Override {
  readonly path: readonly string[]
  readonly value: unknown
}

/** Names beside the configuration's that begin the same. */
const others = new Set(['HOMELINE_CONFIG', 'HOMELINE_PYTHON', 'HOMELINE_CHROMIUM'])

/**
 * `HOMELINE_WEB_PUBLIC_URL` is `web.publicUrl`; with `_FILE` behind it, the file that holds it. Parts
 * that are objects can be given as JSON.
 * @throws ConfigError for a name that nothing has
 */
export function overridesFrom(
  environment: Readonly<Record<string, string | undefined>>,
  schema: z.ZodType,
): readonly Override[] {
  const places = placesOf(schema)
  return Object.entries(environment).flatMap(([name, text]) => {
    if (!name.startsWith('HOMELINE_') || others.has(name) || text === undefined) return []
    return [overrideOf(name, text, places)]
  })
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

function overrideOf(name: string, text: string, places: readonly Place[]): Override {
  const isFile = name.endsWith('_FILE')
  const wanted = name.slice('HOMELINE_'.length, isFile ? -'_FILE'.length : undefined)
  for (const place of places) {
    const match = place.pattern.exec(wanted)
    if (match === null) continue
    const keys = match.slice(1).map((key) => key.toLowerCase().replaceAll('_', '-'))
    const path = place.path.map((part) => (part === '*' ? (keys.shift() ?? '') : part))
    return { path, value: read(isFile ? contentOf(name, text) : text, place) }
  }
  throw new ConfigError(`${name} is no setting of Homeline. "homeline config check" lists them.`)
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

/** The deepest first: a free key ends where a known one begins. */
function placesOf(schema: z.ZodType): readonly Place[] {
  const root = z.toJSONSchema(schema, { io: 'input', unrepresentable: 'any' }) as Node
  return below(root, []).sort((one, other) => other.path.length - one.path.length)
}

function below(node: Node, path: readonly string[]): Place[] {
  const { properties = {}, additionalProperties: free, anyOf = [], oneOf = [] } = node
  const own = { path, pattern: patternOf(path), isText: node.type === 'string' }
  return [
    ...(path.length === 0 ? [] : [own]),
    ...Object.entries(properties).flatMap(([key, child]) => below(child, [...path, key])),
    ...[...anyOf, ...oneOf].flatMap((child) => below(child, path).slice(1)),
    ...(typeof free === 'object' ? below(free, [...path, '*']) : []),
  ]
}

function patternOf(path: readonly string[]): RegExp {
  const parts = path.map((part) =>
    part === '*' ? '([A-Z][A-Z0-9_]*?)' : part.replace(/[A-Z]/g, '_$&').toUpperCase(),
  )
  return new RegExp(`^${parts.join('_')}$`)
}

interface Place {
  readonly path: readonly string[]
  readonly pattern: RegExp
  readonly isText: boolean
}

/** The parts of JSON Schema that our configuration uses. */
interface Node {
  readonly type?: string
  readonly properties?: Readonly<Record<string, Node>>
  readonly additionalProperties?: Node | boolean
  readonly anyOf?: readonly Node[]
  readonly oneOf?: readonly Node[]
}
