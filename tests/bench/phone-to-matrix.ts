import { type Comparison, type Findings, percentile, ratioDemands } from './figures.ts'
import { flow, lanesOf, type Sending, sideBySide } from './flow.ts'
import type { HomelineChat } from './homeline-side.ts'
import { chatCounts, loadName, type Plan } from './plan.ts'
import { cpuOf } from './process-figures.ts'
import type { RawChat } from './raw.ts'
import type { Stage } from './stage.ts'

/** A message is in flight from the post or the signed webhook until the account's client sees it. */
export async function phoneToMatrix(stage: Stage, plan: Plan): Promise<Findings> {
  const { rounds, oneInFlight, manyIn, busyChat } = plan
  const { pid } = stage.homeline.program
  const before = await cpuOf(pid)
  const counts = chatCounts(stage.chats.homeline.length)
  const single: Comparison[] = []
  for (const count of counts) {
    const name = `phone → Matrix, ${loadName(count, 1)}`
    single.push(await measure(stage, name, rounds, { count, inFlight: 1, messages: oneInFlight }))
  }
  const most = counts.at(-1) ?? 1
  const name = `phone → Matrix, ${loadName(most, 16)}`
  const many = { count: most, inFlight: 16, messages: manyIn }
  const several = await measure(stage, name, rounds, many)
  const busy = await measureBusyChat(stage, plan)
  const perCount = oneInFlight * counts.length + Math.ceil(manyIn / 16) * 16
  const messages = rounds * (perCount + Math.ceil(busyChat / webhooksAtOnce) * webhooksAtOnce)
  const cpu = (await cpuOf(pid)) - before
  return {
    costs: [{ name: 'a text, phone → Matrix', messages, cpu, statesCpu: 0 }],
    comparisons: [...single, several, busy.comparison],
    demands: [
      ...ratioDemands(single, 0.85),
      ...ratioDemands([several], 0.9),
      ...ratioDemands([busy.comparison], 0.85),
      {
        name: 'webhooks of the busy chat answered, p99',
        value: percentile(busy.answers, 99),
        limit: 100,
        bound: 'at most',
        unit: 'ms',
      },
    ],
  }
}

interface Load {
  readonly count: number
  readonly inFlight: number
  readonly messages: number
}

async function measure(
  stage: Stage,
  name: string,
  rounds: number,
  { count, inFlight, messages }: Load,
): Promise<Comparison> {
  const lanes = <Chat>(chats: readonly Chat[]) => lanesOf(chats.slice(0, count), inFlight, messages)
  return await sideBySide(name, rounds, {
    raw: async () => await flow(lanes(stage.chats.raw), (chat) => sendRaw(stage, chat)),
    homeline: async () => await flow(lanes(stage.chats.homeline), (chat) => text(stage, chat)),
  })
}

const webhooksAtOnce = 8

/** Many texts of one contact, several webhooks at a time, against the raw rate with one in flight. */
async function measureBusyChat(stage: Stage, { rounds, busyChat, oneInFlight }: Plan) {
  const answers: number[] = []
  const [raw, homeline] = [stage.chats.raw.slice(0, 1), stage.chats.homeline.slice(0, 1)]
  const comparison = await sideBySide('phone → Matrix, one busy chat', rounds, {
    raw: async () => await flow(lanesOf(raw, 1, oneInFlight), (chat) => sendRaw(stage, chat)),
    homeline: async () =>
      await flow(lanesOf(homeline, webhooksAtOnce, busyChat), (chat) => {
        const begun = performance.now()
        const { posted, arrived } = postText(stage, chat)
        const free = posted.then(() => answers.push(performance.now() - begun))
        return { free, arrived }
      }),
  })
  return { comparison, answers }
}

function sendRaw({ raw, client, newBody }: Stage, chat: RawChat): Sending {
  const body = newBody()
  const seen = client.seen(body)
  const arrived = Promise.all([raw.send(chat, body), seen]).then(([, { at }]) => at)
  return { free: arrived, arrived }
}

function text(stage: Stage, chat: HomelineChat): Sending {
  const { arrived } = postText(stage, chat)
  return { free: arrived, arrived }
}

function postText({ homeline, client, newBody }: Stage, { contact }: HomelineChat) {
  const body = newBody()
  const seen = client.seen(body)
  const posted = homeline.text(contact, homeline.lines[0], body)
  return { posted, arrived: Promise.all([seen, posted]).then(([{ at }]) => at) }
}
