// Checks and tests everything. The last line tells how it went: N passed, N failed.
// What stands behind the command is passed to vitest: `npm test -- --project unit`.
import { spawn } from 'node:child_process'
import { existsSync, readFileSync, rmSync } from 'node:fs'
import path from 'node:path'
import { fileURLToPath } from 'node:url'
import { coveredLines, wantedCoverage } from './coverage.ts'

const root = fileURLToPath(new URL('..', import.meta.url))
process.chdir(root)
const report = path.resolve('var/vitest.json')
const coverage = path.resolve('var/coverage')
/** Where the programs that the tests start leave what they ran. */
const children = path.resolve('var/child-coverage')
const filters = process.argv.slice(2)

let passed = 0
let failed = 0
let isInterrupted = false

await step('Lint and format', async () => count((await run('biome', 'check', '.')) === 0))
await step('Types', async () => count((await run('tsc')) === 0))
await step('Tests', test)
// A part of the tests covers a part of the code.
const line = filters.length === 0 && !isInterrupted ? measure() : undefined
if (line !== undefined) console.log(line)
console.log(`${passed} passed, ${failed} failed`)
process.exitCode = failed === 0 ? 0 : 1

async function step(title: string, work: () => Promise<void>): Promise<void> {
  if (isInterrupted) return
  const [started, before] = [Date.now(), failed]
  console.log(`▸ ${title}`)
  await work()
  const seconds = ((Date.now() - started) / 1000).toFixed(1)
  console.log(`${failed === before ? '✓' : '✗'} ${title}  ${seconds} s\n`)
}

function count(isGood: boolean): void {
  if (isGood) passed += 1
  else failed += 1
}

/** Resolves with the exit status; a signal counts as one. */
async function run(program: string, ...args: string[]): Promise<number> {
  const bin = path.resolve('node_modules/.bin')
  const child = spawn(path.join(bin, program), args, {
    stdio: 'inherit',
    env: {
      ...process.env,
      PATH: `${bin}${path.delimiter}${process.env['PATH'] ?? ''}`,
      CHILD_COVERAGE: children,
    },
  })
  const interrupt = (signal: NodeJS.Signals) => {
    isInterrupted = true
    // A terminal's Ctrl-C reaches the program by itself.
    if (signal === 'SIGTERM' || !process.stdin.isTTY) child.kill(signal)
  }
  const signals = ['SIGINT', 'SIGTERM'] as const
  for (const signal of signals) process.on(signal, interrupt)
  const status = await new Promise<number>((resolve) => {
    child.on('error', (error) => {
      console.error(error.message)
      resolve(1)
    })
    child.on('close', (code) => resolve(code ?? 1))
  })
  for (const signal of signals) process.off(signal, interrupt)
  return status
}

/** Failed are tests, files that can't be loaded or prepared, and vitest itself when it says nothing. */
async function test(): Promise<void> {
  for (const old of [report, coverage, children]) rmSync(old, { recursive: true, force: true })
  const status = await run(
    'vitest',
    'run',
    '--reporter=default',
    '--reporter=json',
    `--outputFile.json=${report}`,
    ...(filters.length === 0 ? ['--coverage'] : []),
    ...filters,
  )
  const files = existsSync(report) ? readReport().testResults : []
  const tests = files.flatMap(({ assertionResults }) => assertionResults)
  const broken = files.filter(
    (file) => file.status === 'failed' && !file.assertionResults.some(isFailed),
  )
  const bad = tests.filter(isFailed).length + broken.length
  passed += tests.filter((one) => one.status === 'passed').length
  failed += bad === 0 && (status !== 0 || tests.length === 0) ? 1 : bad
}

function isFailed({ status }: { readonly status: string }): boolean {
  return status === 'failed'
}

function measure(): string | undefined {
  const share = coveredLines({ report: path.join(coverage, 'coverage-final.json'), children })
  const percent = share === undefined ? 'unknown' : `${(share * 100).toFixed(1)} %`
  const isEnough = share !== undefined && share >= wantedCoverage
  count(isEnough)
  const wish = isEnough ? '' : `, wanted are ${wantedCoverage * 100} %`
  return `Coverage: ${percent} of lines (src, bridges, registration)${wish}`
}

function readReport(): Report {
  return JSON.parse(readFileSync(report, 'utf8')) as Report
}

interface Report {
  readonly testResults: readonly {
    readonly status: string
    readonly assertionResults: readonly { readonly status: string }[]
  }[]
}
