import { type Comparison, type Cost, type Demand, type Findings, holds } from './figures.ts'

/** The figures of both sides beside each other, the parts of what messages cost, then what must hold and whether it does. */
export function table({ comparisons, costs, demands }: Findings): string {
  const sides =
    comparisons.length === 0 ? [] : [...aligned([heading, ...comparisons.map(cells)]), '']
  return [...sides, ...aligned([...costs.flatMap(parts), ...demands.map(verdict)])].join('\n')
}

const heading = [
  '',
  'raw/s',
  'Homeline/s',
  'ratio',
  'raw p50',
  'raw p99',
  'Homeline p50',
  'Homeline p99 (ms)',
]

function cells({ name, raw, homeline, ratio }: Comparison): string[] {
  const latencies = [raw.p50, raw.p99, homeline.p50, homeline.p99]
  return [
    name,
    raw.rate.toFixed(1),
    homeline.rate.toFixed(1),
    ratio.toFixed(2),
    ...latencies.map((milliseconds) => milliseconds.toFixed(1)),
  ]
}

/** What is demanded of the sum stands below. */
function parts({ name, messages, cpu, statesCpu }: Cost): string[][] {
  if (statesCpu === 0) return []
  const row = (what: string, milliseconds: number) => [
    `  Homeline’s CPU: ${name}, ${what}`,
    (milliseconds / messages).toFixed(2),
    'ms',
    ''.padEnd(16),
  ]
  return [row('until it is handed over', cpu), row('its states', statesCpu)]
}

function verdict(demand: Demand): string[] {
  const { name, value, limit, bound, unit } = demand
  const mark = holds(demand) ? '✓' : '✗'
  return [`${mark} ${name}`, value.toFixed(2), unit, `(${bound} ${limit})`.padEnd(16)]
}

/** The first column to the left, the others to the right. */
function aligned(rows: readonly (readonly string[])[]): string[] {
  const widths = (rows[0] ?? []).map((_cell, column) =>
    Math.max(...rows.map((row) => row[column]?.length ?? 0)),
  )
  return rows.map((row) =>
    row
      .map((cell, column) =>
        column === 0 ? cell.padEnd(widths[column] ?? 0) : cell.padStart(widths[column] ?? 0),
      )
      .join('  ')
      .trimEnd(),
  )
}
