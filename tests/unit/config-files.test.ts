import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { parse, parseDocument, YAMLMap } from 'yaml'
import { z } from 'zod'
import { generated } from '../../scripts/generate.ts'
import { jsonSchemaOf } from '../../src/config/places.ts'
import { configSchema } from '../../src/config/schema.ts'

const files = generated()
const sample = readFileSync('config/homeline.sample.yaml', 'utf8')

/** The sample as if somebody had taken away `#`s, without the words at its top. */
function uncommented(times: number): string {
  const lines = sample.split('\n').slice(sample.split('\n').indexOf(''))
  const marks = [/^#/, ...(times > 1 ? [/^(?<indent> *)#(?! \S)/] : [])]
  const text = lines.map((line) =>
    marks.reduce((rest, mark) => rest.replace(mark, (...all) => all.at(-1)?.indent ?? ''), line),
  )
  return text.join('\n')
}

it.each(Object.keys(files))('%s is what the code says', (file) => {
  expect(readFileSync(file, 'utf8'), 'run "npm run generate"').toBe(files[file])
})

describe('the sample', () => {
  it('is empty as it comes', () => {
    expect(parse(sample)).toBeNull()
  })

  it('says the defaults when its first marks are taken away', () => {
    expect(configSchema.parse(parse(uncommented(1), { uniqueKeys: false }))).toEqual(
      configSchema.parse({}),
    )
  })

  it('has examples that are right when the second marks are taken away as well', () => {
    const text = uncommented(2)
    const { error } = configSchema.safeParse(parse(text, { uniqueKeys: false }))
    expect(error).toBeUndefined()
    const kinds = carriersIn(text).map((main) => {
      const { carriers } = configSchema.parse({ carriers: { main } })
      return carriers['main']?.kind
    })
    expect(kinds).toEqual(expect.arrayContaining(['twilio', 'smsgate']))
  })

  it('names every key there is', () => {
    const missing = keysOf(jsonSchemaOf(configSchema)).filter((key) => !sample.includes(`${key}:`))
    expect(missing).toEqual([])
  })

  it('describes every key there is', () => {
    const node = z.looseObject({ description: z.string().min(1) })
    for (const [, child] of propertiesOf(jsonSchemaOf(configSchema))) node.parse(child)
  })
})

/** All of them, though the examples have one name. */
function carriersIn(text: string): unknown[] {
  const map = z.instanceof(YAMLMap)
  const top = map.parse(parseDocument(text, { uniqueKeys: false }).contents)
  return top.items
    .filter(({ key }) => String(key) === 'carriers')
    .flatMap(({ value }) => map.parse(value).items)
    .map(({ value }) => map.parse(value).toJSON())
}

function keysOf(schema: object): string[] {
  return propertiesOf(schema).map(([key]) => key)
}

function propertiesOf(node: unknown): [string, unknown][] {
  if (typeof node !== 'object' || node === null) return []
  const own = 'properties' in node ? Object.entries(node.properties ?? {}) : []
  return [...own, ...Object.values(node).flatMap(propertiesOf)]
}
