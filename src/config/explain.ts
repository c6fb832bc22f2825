import type { z } from 'zod'
import { nearest } from '../lib/nearest.ts'
import { jsonSchemaOf, keysAt, type SchemaNode } from './places.ts'

type Issue = z.core.$ZodIssue

/** What is wrong with the values, a line for each mistake: the place, and what is expected there. */
export function explain(schema: z.ZodType, values: unknown, error: z.ZodError): string[] {
  const root = jsonSchemaOf(schema)
  return error.issues.flatMap((issue) =>
    issue.code === 'unrecognized_keys'
      ? issue.keys.map((key) => unknownKey(root, values, issue.path, key))
      : [`${where(issue.path)}: ${expectation(issue)}`],
  )
}

function unknownKey(
  root: SchemaNode,
  values: unknown,
  path: readonly PropertyKey[],
  key: string,
): string {
  const known = keysAt(root, path, values)
  const near = nearest(key, known)
  const hint = near === undefined ? '' : ` Did you mean "${near}"?`
  return `${where([...path, key])}: there is no such key.${hint} Known here: ${known.join(', ')}.`
}

function expectation(issue: Issue): string {
  if (issue.code === 'invalid_key') return issue.issues[0]?.message ?? issue.message
  return issue.message
    .replace(/^Invalid (input|option): /, '')
    .replace(/^Invalid discriminator value. Expected /, 'expected ')
    .replace(/, received undefined$/, ', but it is missing')
}

function where(path: readonly PropertyKey[]): string {
  return path.length === 0 ? 'the configuration' : path.map(String).join('.')
}
