import { z } from 'zod'
import { path } from './bare-client.ts'
import { type Comparison, type Findings, ratioDemands } from './figures.ts'
import { flow, lanesOf, type Sending, sideBySide } from './flow.ts'
import type { Plan } from './plan.ts'
import { differsFrom } from './raw-room.ts'
import type { Stage } from './stage.ts'

/** Unknown numbers text: how fast their chats open, the text in them. */
export async function newChats(stage: Stage, plan: Plan): Promise<Findings> {
  const { oneByOne, atOnce } = plan.newChats
  const comparisons = [
    await measure(stage, 'new chats, one by one', plan.rounds, oneByOne, 1),
    await measure(stage, 'new chats, 8 in flight', plan.rounds, atOnce, 8),
  ]
  await checkSameness(stage)
  return { comparisons, costs: [], demands: ratioDemands(comparisons, 0.85) }
}

async function measure(
  stage: Stage,
  name: string,
  rounds: number,
  chats: number,
  inFlight: number,
): Promise<Comparison> {
  const numbers = () => Array.from({ length: chats }, () => newNumber(stage))
  return await sideBySide(name, rounds, {
    raw: async () =>
      await flow(lanesOf(numbers(), inFlight, chats), (number) => openRaw(stage, number)),
    homeline: async () =>
      await flow(lanesOf(numbers(), inFlight, chats), (number) => openByText(stage, number)),
  })
}

function openRaw(stage: Stage, number: string): Sending {
  const { raw, client, chats } = stage
  const body = stage.newBody()
  const arrived = (async () => {
    const chat = await raw.open(number)
    chats.raw.push(chat)
    await raw.send(chat, body)
    return (await client.seen(body)).at
  })()
  return { free: arrived, arrived }
}

function openByText(stage: Stage, number: string): Sending {
  const { homeline, client, chats } = stage
  const body = stage.newBody()
  const arrived = (async () => {
    await homeline.text(number, homeline.lines[0], body)
    const { at, room } = await client.seen(body)
    chats.homeline.push({ contact: number, room })
    return at
  })()
  return { free: arrived, arrived }
}

/** A number that nobody has texted from. */
function newNumber({ newBody }: Stage): string {
  return `+1312555${newBody().replace(/\D/g, '').padStart(4, '0')}`
}

/** The comparison is fair only while both sides' rooms are alike. */
async function checkSameness({ account, chats }: Stage): Promise<void> {
  const [one, other] = await Promise.all(
    [chats.raw[0]?.room, chats.homeline[0]?.room].map(async (room = '') =>
      kinds.parse(await account.request('GET', path`/_matrix/client/v3/rooms/${room}/state`)),
    ),
  )
  const differing = differsFrom(one ?? [], other ?? [])
  if (differing.length > 0) {
    throw new Error(`Homeline's rooms are not what the bare script makes: ${differing.join(', ')}`)
  }
}

const kinds = z.array(z.object({ type: z.string() }))
