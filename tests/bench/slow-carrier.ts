import { type Findings, median } from './figures.ts'
import { flow, lanesOf } from './flow.ts'
import type { Plan } from './plan.ts'
import type { Stage } from './stage.ts'

/** How long the carrier takes for an answer to the slow line, milliseconds. */
const delay = 500

/** A chat's texts queue up before a slow carrier; what does that cost a chat on another line? */
export async function slowCarrier(stage: Stage, { queued, beside }: Plan): Promise<Findings> {
  const { homeline, client, chats } = stage
  const [slow, other] = homeline.lines
  const body = stage.newBody()
  const seen = client.seen(body)
  await homeline.text('+13125559999', other, body)
  const { room } = await seen

  await write(stage, room, beside)
  const alone = await write(stage, room, beside)
  homeline.carrier.slowDown(slow, delay)
  const queue = queueUp(stage, chats.homeline[0]?.room ?? '', queued)
  await queue.isWaiting
  const withQueue = await write(stage, room, beside)
  homeline.carrier.slowDown(slow, 0)
  await queue.isGone
  return {
    comparisons: [],
    costs: [],
    demands: [
      {
        name: `the slowest text beside ${queued} queued ones, over the usual`,
        value: Math.max(...withQueue) - median(alone),
        limit: 200,
        bound: 'at most',
        unit: 'ms',
      },
    ],
  }
}

/** One after the other. @returns how long each took to the carrier */
async function write(stage: Stage, room: string, count: number): Promise<readonly number[]> {
  const { latencies } = await flow(lanesOf([room], 1, count), (to) => {
    const body = stage.newBody()
    const arrived = stage.homeline.carrier.arrived(body)
    const written = stage.write(to, body)
    return { free: Promise.all([written, arrived]), arrived }
  })
  return latencies
}

function queueUp({ homeline, newBody, write: send }: Stage, room: string, count: number) {
  const bodies = Array.from({ length: count }, newBody)
  const isGone = Promise.all(bodies.map(homeline.carrier.arrived))
  return { isWaiting: Promise.all(bodies.map(async (body) => await send(room, body))), isGone }
}
