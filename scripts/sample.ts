import { stringify } from 'yaml'
import type { SchemaNode } from '../src/config/places.ts'

/**
 * A commented YAML file of every key. With the first `#` of each line taken away it says exactly the
 * defaults; a second `#` stands before examples of what has no default.
 */
export function sampleOf(schema: SchemaNode): string {
  return sectionsOf(schema)
    .map((lines) => lines.map((line) => `#${line}`.trimEnd()).join('\n'))
    .join('\n\n')
}

function sectionsOf({ properties = {}, required = [] }: SchemaNode): string[][] {
  return Object.entries(properties).map(([key, node]) => entry(key, node, required.includes(key)))
}

function entry(key: string, node: SchemaNode, isRequired: boolean): string[] {
  const text = comment(wordsOf(node))
  const [first, ...others] = node.oneOf ?? []
  if (first !== undefined) {
    const rest = others.flatMap((other) => example(nested(key, other)))
    return [...text, ...nested(key, first), ...rest]
  }
  if (typeof node.additionalProperties === 'object') return [...text, ...freely(key, node)]
  if (node.properties !== undefined) {
    const lines = nested(key, node)
    return [...text, ...(isRequired || node.default !== undefined ? lines : example(lines))]
  }
  const value = node.const ?? node.default ?? node.examples?.[0]
  const isGiven = isRequired || node.const !== undefined || node.default !== undefined
  const lines = yaml({ [key]: value })
  return [...text, ...(isGiven ? lines : example(lines))]
}

function nested(key: string, node: SchemaNode): string[] {
  return [
    `${key}:`,
    ...sectionsOf(node)
      .flat()
      .map((line) => `  ${line}`),
  ]
}

/** Names of the operator's choice: shown by an example. */
function freely(key: string, node: SchemaNode): string[] {
  const given = node.default === undefined ? [] : yaml({ [key]: node.default })
  const [shown] = node.examples ?? []
  if (shown !== undefined) return [...given, ...example(yaml({ [key]: shown }))]
  const { additionalProperties: inner } = node
  const kinds = typeof inner === 'object' ? (inner.oneOf ?? []) : []
  const lines = kinds.flatMap((kind, index) => {
    const name = index === 0 ? 'main' : String(kind.properties?.['kind']?.const)
    return nested(name, kind).map((line) => `  ${line}`)
  })
  return [...given, ...example([`${key}:`, ...lines])]
}

function example(lines: readonly string[]): string[] {
  return lines.map((line) => `#${line}`)
}

function yaml(value: object): string[] {
  return stringify(value).trimEnd().split('\n')
}

function wordsOf({ description = '', enum: options = [] }: SchemaNode): string {
  return options.length === 0 ? description : `${description} One of ${options.join(', ')}.`
}

/** Lines of some 90 characters. */
function comment(text: string): string[] {
  const lines = text.match(/\S.{0,88}(?=\s|$)/g) ?? []
  return lines.map((line) => `# ${line}`)
}
