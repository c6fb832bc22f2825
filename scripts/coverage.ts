import { existsSync, readdirSync, readFileSync } from 'node:fs'
import path from 'node:path'
import { pathToFileURL } from 'node:url'

/** The least share of lines that the tests have to run. */
export const wantedCoverage = 0.85

/**
 * The share of lines that ran, either in the tests or in a program that they started.
 * @param report vitest's, in istanbul's format; it names every file and line there is
 * @param children folder of what V8 counted in the programs (`NODE_V8_COVERAGE`)
 * @returns undefined without a report
 */
export function coveredLines({
  report,
  children,
}: {
  readonly report: string
  readonly children: string
}): number | undefined {
  if (!existsSync(report)) return undefined
  const files = Object.values(JSON.parse(readFileSync(report, 'utf8')) as IstanbulReport)
  const ran = new Map(files.map((file) => [pathToFileURL(file.path).href, linesOf(file)]))
  for (const name of existsSync(children) ? readdirSync(children) : []) {
    for (const script of scriptsIn(path.join(children, name))) {
      const lines = ran.get(script.url)
      if (lines !== undefined) addScript(lines, script)
    }
  }
  const all = [...ran.values()].flatMap(({ hits }) => [...hits.values()])
  return all.length === 0 ? undefined : all.filter(Boolean).length / all.length
}

/** Lines are those on which a statement begins. */
function linesOf({ path: file, statementMap, s: counts }: IstanbulFile): Lines {
  const hits = new Map<number, boolean>()
  const starts: Start[] = []
  const offsets = lineOffsets(readFileSync(file, 'utf8'))
  for (const [id, { start }] of Object.entries(statementMap)) {
    hits.set(start.line, (counts[id] ?? 0) > 0 || hits.get(start.line) === true)
    starts.push({ line: start.line, offset: (offsets[start.line - 1] ?? 0) + start.column })
  }
  return { hits, starts }
}

/** Types are taken out in place when Node runs a file, so V8's offsets are those of the source. */
function addScript({ hits, starts }: Lines, { functions }: Script): void {
  const ranges = functions.flatMap((one) => one.ranges)
  const end = Math.max(0, ...ranges.map(({ endOffset }) => endOffset))
  const isRun = new Uint8Array(end)
  // The inner ranges come later and count more.
  const outerFirst = ranges.sort(
    (one, other) => one.startOffset - other.startOffset || other.endOffset - one.endOffset,
  )
  for (const { startOffset, endOffset, count } of outerFirst) {
    isRun.fill(count > 0 ? 1 : 0, startOffset, endOffset)
  }
  for (const { line, offset } of starts) if (isRun[offset] === 1) hits.set(line, true)
}

/** A program that was killed may leave half a file. */
function scriptsIn(file: string): readonly Script[] {
  try {
    return (JSON.parse(readFileSync(file, 'utf8')) as { result: Script[] }).result
  } catch {
    return []
  }
}

function lineOffsets(text: string): number[] {
  const offsets = [0]
  for (let at = text.indexOf('\n'); at >= 0; at = text.indexOf('\n', at + 1)) offsets.push(at + 1)
  return offsets
}

interface Lines {
  /** Whether the line ran. */
  readonly hits: Map<number, boolean>
  readonly starts: readonly Start[]
}

interface Start {
  readonly line: number
  readonly offset: number
}

type IstanbulReport = Readonly<Record<string, IstanbulFile>>

interface IstanbulFile {
  readonly path: string
  readonly statementMap: Readonly<
    Record<string, { readonly start: { readonly line: number; readonly column: number } }>
  >
  readonly s: Readonly<Record<string, number>>
}

interface Script {
  readonly url: string
  readonly functions: readonly {
    readonly ranges: readonly {
      readonly startOffset: number
      readonly endOffset: number
      readonly count: number
    }[]
  }[]
}
