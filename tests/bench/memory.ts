import { setTimeout as pause } from 'node:timers/promises'
import { temporaryFolder } from '../support/homeline.ts'
import type { Findings } from './figures.ts'
import { memoryOf } from './process-figures.ts'
import { fixedPorts, startProgram } from './program.ts'

/** How long after it was ready memory is looked at, milliseconds. */
export const rest = 60_000

/** The embedded default, simulated carrier inside, at its second start. */
export async function memoryAfterStart(say: (line: string) => void): Promise<Findings> {
  await using folder = await temporaryFolder()
  const ports = fixedPorts()
  say('First start')
  await (await startProgram(folder.path, ports))[Symbol.asyncDispose]()
  say('Second start')
  await using program = await startProgram(folder.path, ports)
  say(`Ready after ${program.readyAfter.toFixed(0)} ms; memory is looked at in a minute`)
  await pause(rest)
  return {
    comparisons: [],
    demands: [
      {
        name: 'memory a minute after the second start, simulated carrier inside',
        value: await memoryOf(program.pid),
        limit: 130,
        bound: 'at most',
        unit: 'MB',
      },
    ],
  }
}
