// Homeline against the bare homeserver calls, side by side: `npm run bench`. What is measured is said in docs/.
import { writeFile } from 'node:fs/promises'
import { parseArgs } from 'node:util'
import { temporaryFolder } from '../support/homeline.ts'
import { cpuDemands, type Findings, holds } from './figures.ts'
import { withManyPortals } from './many-portals.ts'
import { matrixToPhone } from './matrix-to-phone.ts'
import { memoryAfterStart } from './memory.ts'
import { newChats } from './new-chats.ts'
import { phoneToMatrix } from './phone-to-matrix.ts'
import { type Plan, quickPlan, usualPlan } from './plan.ts'
import { cpuOf, memoryOf } from './process-figures.ts'
import { slowCarrier } from './slow-carrier.ts'
import { openStage } from './stage.ts'
import { table } from './table.ts'

const { values } = parseArgs({
  options: {
    quick: { type: 'boolean', default: false },
    rounds: { type: 'string' },
    json: { type: 'string' },
    memory: { type: 'boolean', default: false },
    portals: { type: 'string' },
  },
})
const begun = performance.now()
const say = (line: string) =>
  void process.stderr.write(
    `${((performance.now() - begun) / 1000).toFixed(0).padStart(5)} s  ${line}\n`,
  )

const findings = await measure()
console.log(table(findings))
if (values.json !== undefined) await writeFile(values.json, JSON.stringify(findings, undefined, 2))
// A quick run shows that everything works; its figures are too few to judge by.
process.exitCode = values.quick || findings.demands.every(holds) ? 0 : 1

async function measure(): Promise<Findings> {
  if (values.memory) return await memoryAfterStart(say)
  if (values.portals !== undefined) return await withManyPortals(Number(values.portals), say)
  const plan = values.quick ? quickPlan : usualPlan
  const rounds = values.rounds === undefined ? plan.rounds : Number(values.rounds)
  return await everything({ ...plan, rounds })
}

async function everything(plan: Plan): Promise<Findings> {
  await using folder = await temporaryFolder()
  say('Starting a homeserver, Homeline and a carrier')
  await using stage = await openStage(folder.path)
  const parts = {
    'New chats': newChats,
    'Phone → Matrix': phoneToMatrix,
    'Matrix → phone': matrixToPhone,
    'A slow carrier': slowCarrier,
  }
  const found: Findings[] = []
  for (const [name, part] of Object.entries(parts)) {
    say(name)
    found.push(await part(stage, plan))
  }
  const { program, carrierPid } = stage.homeline
  say(`The simulated carrier’s own processor time was ${await cpuOf(carrierPid)} ms`)
  const chats = stage.chats.homeline.length
  const costs = found.flatMap((part) => part.costs)
  return {
    comparisons: found.flatMap(({ comparisons }) => comparisons),
    costs,
    demands: [
      ...found.flatMap(({ demands }) => demands),
      ...cpuDemands(costs),
      {
        name: `Homeline’s memory with ${chats} chats, simulated carrier outside`,
        value: await memoryOf(program.pid),
        limit: 170,
        bound: 'at most',
        unit: 'MB',
      },
    ],
  }
}
