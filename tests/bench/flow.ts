import { type Comparison, compare, type Run } from './figures.ts'

/** A message on its way. */
export interface Sending {
  /** Resolves when the next one may follow. */
  readonly free: Promise<unknown>
  /** Resolves with the moment of its arrival, by `performance.now()`. */
  readonly arrived: Promise<number>
}

/**
 * Sends everything: the items of a lane one after the other, all lanes at once.
 * The clock runs from the first item to the last arrival.
 */
export async function flow<Item>(
  lanes: readonly (readonly Item[])[],
  send: (item: Item) => Sending,
): Promise<Run> {
  const begun = performance.now()
  const arrivals: Promise<number>[] = []
  const latencies: number[] = []

  async function arrival(since: number, arrived: Promise<number>): Promise<number> {
    const at = await arrived
    latencies.push(at - since)
    return at
  }

  async function lane(items: readonly Item[]): Promise<void> {
    for (const item of items) {
      const since = performance.now()
      const { free, arrived } = send(item)
      arrivals.push(arrival(since, arrived))
      await free
    }
  }

  await Promise.all(lanes.map(lane))
  const last = Math.max(...(await Promise.all(arrivals)))
  return { rate: (arrivals.length / (last - begun)) * 1000, latencies }
}

/**
 * Deals chats out to lanes, `messages` in all: with fewer lanes than chats no chat is in two of them,
 * so that each has one message in flight at most.
 */
export function lanesOf<Chat>(
  chats: readonly Chat[],
  inFlight: number,
  messages: number,
): readonly (readonly Chat[])[] {
  return Array.from({ length: inFlight }, (_, lane) => {
    const own = chats.filter((_chat, index) => index % inFlight === lane % chats.length)
    const count = Math.ceil(messages / inFlight)
    return Array.from({ length: count }, (_item, index) => own[index % own.length]).filter(
      (chat) => chat !== undefined,
    )
  })
}

/** Rounds of both sides in turn, so that whatever else the machine does meets both. */
export async function sideBySide(
  name: string,
  rounds: number,
  sides: { readonly raw: () => Promise<Run>; readonly homeline: () => Promise<Run> },
): Promise<Comparison> {
  const raw: Run[] = []
  const homeline: Run[] = []
  for (let round = 0; round < rounds; round += 1) {
    raw.push(await sides.raw())
    homeline.push(await sides.homeline())
  }
  return compare(name, raw, homeline)
}
