import { execFileSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterAll, expect, it } from 'vitest'
import { coveredLines } from '../../scripts/coverage.ts'

const folder = mkdtempSync(path.join(tmpdir(), 'coverage '))
afterAll(() => rmSync(folder, { recursive: true }))

const file = path.join(folder, 'program.ts')
const source = [
  'interface Words { readonly given: string /* “typed” away */ }',
  'const words: Words = { given: process.argv[2] ?? "" }',
  'if (words.given === "a") {',
  '  console.log("a")',
  '} else {',
  '  console.log("b")',
  '}',
  'function never(): void {',
  '  console.log("never")',
  '}',
  'export const unused = never',
].join('\n')

/** Statements of lines 2, 3, 4, 6, 9 and 11 as vitest reports them, with how often each ran in a test. */
function reportOf(counts: readonly number[]): string {
  const places = [
    [2, 21],
    [3, 0],
    [4, 2],
    [6, 2],
    [9, 2],
    [11, 22],
  ] as const
  const statementMap = Object.fromEntries(
    places.map(([line, column], index) => [index, { start: { line, column } }]),
  )
  const report = path.join(folder, 'report.json')
  writeFileSync(report, JSON.stringify({ [file]: { path: file, statementMap, s: { ...counts } } }))
  return report
}

it('counts a line that ran in the tests or in a program that they started', () => {
  writeFileSync(file, source)
  const children = path.join(folder, 'children')
  const report = reportOf([0, 0, 1, 0, 0, 0])
  expect(coveredLines({ report, children })).toBeCloseTo(1 / 6)
  execFileSync(process.execPath, [file, 'b'], { env: { NODE_V8_COVERAGE: children } })
  expect(coveredLines({ report, children })).toBeCloseTo(5 / 6)
  execFileSync(process.execPath, [file, 'a'], { env: { NODE_V8_COVERAGE: children } })
  expect(coveredLines({ report: reportOf([0, 0, 0, 0, 0, 0]), children })).toBeCloseTo(5 / 6)
})

it('leaves out what a killed program left half written', () => {
  const children = path.join(folder, 'killed')
  mkdirSync(children)
  writeFileSync(path.join(children, 'coverage-1.json'), '{"result":[{"url"')
  expect(coveredLines({ report: reportOf([1, 1, 1, 0, 0, 0]), children })).toBeCloseTo(0.5)
})

it('knows nothing without a report', () => {
  expect(coveredLines({ report: path.join(folder, 'none.json'), children: folder })).toBeUndefined()
})
