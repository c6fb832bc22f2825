/** One round of one side: how fast messages went, and how long each took. */
export interface Run {
  /** Messages a second. */
  readonly rate: number
  /** Milliseconds, one a message. */
  readonly latencies: readonly number[]
}

/** All rounds of one side. */
export interface Figures {
  /** The rounds' median, messages a second. */
  readonly rate: number
  /** Over all rounds, milliseconds. */
  readonly p50: number
  readonly p99: number
}

/** The same work by a bare script and by Homeline. */
export interface Comparison {
  readonly name: string
  readonly raw: Figures
  readonly homeline: Figures
  /** Homeline's rate in parts of the raw one. */
  readonly ratio: number
}

/** Something that must hold. */
export interface Demand {
  readonly name: string
  readonly value: number
  readonly limit: number
  readonly bound: 'at least' | 'at most'
  readonly unit: string
}

/** Processor time that the messages of one direction took of Homeline's process, user and system, milliseconds. */
export interface Cost {
  readonly name: string
  readonly messages: number
  readonly cpu: number
  /** After the last of a round was handed over: most of it to hear and to tell what became of them. */
  readonly statesCpu: number
}

/** What a part of the benchmark finds out. */
export interface Findings {
  readonly comparisons: readonly Comparison[]
  readonly costs: readonly Cost[]
  readonly demands: readonly Demand[]
}

export function holds({ value, limit, bound }: Demand): boolean {
  return bound === 'at least' ? value >= limit : value <= limit
}

/** Of either direction, with all that belongs to a message. */
export function cpuDemands(costs: readonly Cost[]): Demand[] {
  return costs.map(({ name, messages, cpu, statesCpu }) => ({
    name: `Homeline’s CPU: ${name}${statesCpu === 0 ? '' : ', states included'}`,
    value: (cpu + statesCpu) / messages,
    limit: 3,
    bound: 'at most',
    unit: 'ms',
  }))
}

/** Demands the same of several comparisons. */
export function ratioDemands(comparisons: readonly Comparison[], limit: number): Demand[] {
  return comparisons.map(({ name, ratio }) => ({
    name,
    value: ratio,
    limit,
    bound: 'at least',
    unit: '× raw',
  }))
}

export function compare(name: string, raw: readonly Run[], homeline: readonly Run[]): Comparison {
  const [one, other] = [figuresOf(raw), figuresOf(homeline)]
  return { name, raw: one, homeline: other, ratio: other.rate / one.rate }
}

/** The middle one, or what lies between the middle two. */
export function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b)
  const [low, high] = [Math.ceil(sorted.length / 2) - 1, Math.floor(sorted.length / 2)]
  return ((sorted[low] ?? Number.NaN) + (sorted[high] ?? Number.NaN)) / 2
}

/** The smallest value that `percent` of all do not exceed. */
export function percentile(values: readonly number[], percent: number): number {
  const sorted = values.toSorted((a, b) => a - b)
  const index = Math.ceil((percent / 100) * sorted.length) - 1
  return sorted[Math.max(0, index)] ?? Number.NaN
}

function figuresOf(runs: readonly Run[]): Figures {
  const latencies = runs.flatMap((run) => run.latencies)
  return {
    rate: median(runs.map(({ rate }) => rate)),
    p50: percentile(latencies, 50),
    p99: percentile(latencies, 99),
  }
}
