import { z } from 'zod'

/** A value that the configuration can have; `*` stands for a name of the operator's choice. */
export interface Place {
  readonly path: readonly string[]
  /** Its value is taken as it is written; every other is written as in JSON. */
  readonly isText: boolean
}

/** The parts of JSON Schema that our configuration uses. */
export interface SchemaNode {
  readonly type?: string
  readonly description?: string
  readonly default?: unknown
  readonly examples?: readonly unknown[]
  readonly const?: unknown
  readonly enum?: readonly unknown[]
  readonly required?: readonly string[]
  readonly properties?: Readonly<Record<string, SchemaNode>>
  readonly additionalProperties?: SchemaNode | boolean
  readonly propertyNames?: { readonly pattern?: string }
  readonly anyOf?: readonly SchemaNode[]
  readonly oneOf?: readonly SchemaNode[]
}

export function jsonSchemaOf(schema: z.ZodType): SchemaNode {
  return z.toJSONSchema(schema, {
    io: 'input',
    unrepresentable: 'any',
    // The library leaves out the examples of what it transforms.
    override({ jsonSchema }) {
      if ('example' in jsonSchema) jsonSchema.examples = [jsonSchema['example']]
      delete jsonSchema['example']
    },
  }) as SchemaNode
}

/** The deepest first: a free name ends where a known one begins. */
export function placesOf(schema: z.ZodType): readonly Place[] {
  return below(jsonSchemaOf(schema), []).sort((one, other) => other.path.length - one.path.length)
}

/** The keys that an object at this place may have, where it has fixed ones. */
export function keysAt(
  node: SchemaNode,
  [key, ...rest]: readonly PropertyKey[],
  value: unknown,
): readonly string[] {
  const given = z.record(z.string(), z.unknown()).safeParse(value).data ?? {}
  const kinds = [...(node.anyOf ?? []), ...(node.oneOf ?? [])]
  const chosen = kinds.find(({ properties }) => properties?.['kind']?.const === given['kind'])
  const { properties, additionalProperties: free } = chosen ?? node
  if (key === undefined) return Object.keys(properties ?? {})
  const child = properties?.[String(key)] ?? (typeof free === 'object' ? free : undefined)
  return child === undefined ? [] : keysAt(child, rest, given[String(key)])
}

function below(node: SchemaNode, path: readonly string[]): Place[] {
  const { properties = {}, additionalProperties: free, anyOf = [], oneOf = [] } = node
  return [
    ...(path.length === 0 ? [] : [{ path, isText: node.type === 'string' }]),
    ...Object.entries(properties).flatMap(([key, child]) => below(child, [...path, key])),
    ...[...anyOf, ...oneOf].flatMap((child) => below(child, path).slice(1)),
    ...(typeof free === 'object' && node.propertyNames?.pattern !== undefined
      ? below(free, [...path, '*'])
      : []),
  ]
}
