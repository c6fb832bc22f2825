import { type Comparison, type Findings, type Run, ratioDemands } from './figures.ts'
import { flow, lanesOf, sideBySide } from './flow.ts'
import { chatCounts, loadName, type Plan } from './plan.ts'
import { cpuOf } from './process-figures.ts'
import type { Stage } from './stage.ts'

/**
 * The account writes the next message when the homeserver has answered the last one. The raw clock
 * stops when the bare appservice has the last event, Homeline's at the last request to the carrier.
 */
export async function matrixToPhone(stage: Stage, plan: Plan): Promise<Findings> {
  const settling: number[] = []
  const cost = { name: 'a text, Matrix → phone', messages: 0, cpu: 0, statesCpu: 0 }
  const comparisons: Comparison[] = []
  const measure = async (count: number, inFlight: number, messages: number) => {
    const lanes = <Chat>(chats: readonly Chat[]) =>
      lanesOf(chats.slice(0, count), inFlight, messages)
    const name = `Matrix → phone, ${loadName(count, inFlight)}`
    const comparison = await sideBySide(name, plan.rounds, {
      raw: async () => await writeRaw(stage, lanes(stage.chats.raw)),
      homeline: async () => {
        const { run, ...took } = await writeTexts(stage, lanes(stage.chats.homeline))
        settling.push(took.settling)
        cost.messages += run.latencies.length
        cost.cpu += took.cpu
        cost.statesCpu += took.statesCpu
        return run
      },
    })
    comparisons.push(comparison)
  }

  // Nothing was sent yet: the program's code is warm afterwards.
  await writeTexts(stage, lanesOf(stage.chats.homeline, 1, 20))
  const counts = chatCounts(stage.chats.homeline.length)
  for (const count of counts) await measure(count, 1, plan.oneInFlight)
  for (const count of counts) await measure(count, 8, plan.manyOut)
  return {
    comparisons,
    costs: [cost],
    demands: [
      ...ratioDemands(comparisons, 0.95),
      {
        name: 'the last state told after the last text',
        value: Math.max(...settling) / 1000,
        limit: 10,
        bound: 'at most',
        unit: 's',
      },
    ],
  }
}

interface Room {
  readonly room: string
}

async function writeRaw(stage: Stage, lanes: readonly (readonly Room[])[]): Promise<Run> {
  return await flow(lanes, ({ room }) => {
    const body = stage.newBody()
    const arrived = stage.bare.arrived(body)
    return { free: stage.write(room, body), arrived }
  })
}

interface Written {
  readonly run: Run
  /** From the last text until the last state was told, milliseconds. */
  readonly settling: number
  /** Homeline's processor time until the last text was handed over, and from then on, milliseconds. */
  readonly cpu: number
  readonly statesCpu: number
}

/** Ends when all states are told, so that they are in nobody's way afterwards. */
async function writeTexts(
  { homeline, client, newBody, write }: Stage,
  lanes: readonly (readonly Room[])[],
): Promise<Written> {
  const { pid } = homeline.program
  const before = await cpuOf(pid)
  const written: Promise<string>[] = []
  const run = await flow(lanes, ({ room }) => {
    const body = newBody()
    const arrived = homeline.carrier.arrived(body)
    const free = write(room, body)
    written.push(free)
    return { free, arrived }
  })
  const [ended, handedOver] = [performance.now(), await cpuOf(pid)]
  const settled = await Promise.all((await Promise.all(written)).map(client.settled))
  return {
    run,
    settling: Math.max(...settled) - ended,
    cpu: handedOver - before,
    statesCpu: (await cpuOf(pid)) - handedOver,
  }
}
