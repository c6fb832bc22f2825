import type { Carrier, CarrierEvent, IncomingText, ListedMessage } from '../core/carrier.ts'
import type { Inbox } from '../core/inbox.ts'
import type { Lines } from '../core/lines.ts'
import type { Log } from '../core/log.ts'
import type { Messages } from '../core/message.ts'
import type { Settings } from '../core/settings.ts'
import { takeIn } from './take-in.ts'

export interface ReconcileDeps {
  readonly inbox: Pick<Inbox, 'append'>
  readonly lines: Pick<Lines, 'ofNumber'>
  readonly messages: Pick<Messages, 'isLinked' | 'report'>
  readonly settings: Settings
  readonly wake: () => void
  readonly log: Log
  readonly now?: () => number
}

/** A listing reaches back over the last one: the carrier's clock and ours differ, and times are whole seconds. */
const overlap = 5 * 60_000

/**
 * Appends what the carrier has and no webhook brought: texts received, in its order of creation, and
 * states of ours. Source IDs keep out what is there already.
 * @returns how many were new
 */
export async function reconcile(
  deps: ReconcileDeps,
  carrier: Carrier,
  signal?: AbortSignal,
): Promise<number> {
  const { settings, now = Date.now } = deps
  const { list, missed, reportAgain } = carrier
  if (list === undefined && missed === undefined && reportAgain === undefined) return 0
  const startedAt = now()
  const key = `listed ${carrier.id}`
  const last = Number((await settings.get(key)) ?? startedAt)
  const since = new Date(last - overlap)
  await reportAgain?.(since, signal)
  const found = await takeListed(deps, carrier, since, signal)
  await settings.set(key, String(startedAt))
  return found
}

async function takeListed(
  deps: ReconcileDeps,
  carrier: Carrier,
  since: Date,
  signal?: AbortSignal,
): Promise<number> {
  const { wake, log } = deps
  let found = 0
  let batch: CarrierEvent[] = []
  async function flush(): Promise<void> {
    found += await takeIn(deps, carrier.id, batch)
    batch = []
  }
  try {
    for await (const event of eventsOf(deps, carrier, since, signal)) {
      batch.push(event)
      if (batch.length >= 200) await flush()
    }
  } finally {
    // What stands before something that can't be read is there all the same.
    await flush()
    if (found > 0) {
      log.info({ carrier: carrier.id, found }, 'found at the carrier what no webhook brought')
    }
    wake()
  }
  return found
}

/** Of what the carrier has, what is for us. */
async function* eventsOf(
  deps: ReconcileDeps,
  { id, list, missed }: Carrier,
  since: Date,
  signal?: AbortSignal,
): AsyncIterable<CarrierEvent> {
  for await (const listed of list?.(since, signal) ?? []) {
    const event = await eventOf(deps, id, listed)
    if (event !== undefined) yield event
  }
  for await (const event of missed?.(since, signal) ?? []) {
    if (event.kind === 'receipt' || (await isForLine(deps, id, event))) yield event
  }
}

async function eventOf(
  deps: ReconcileDeps,
  carrier: string,
  listed: ListedMessage,
): Promise<CarrierEvent | undefined> {
  if (listed.direction === 'in') {
    return (await isForLine(deps, carrier, listed.message)) ? listed.message : undefined
  }
  const isOurs = await deps.messages.isLinked(carrier, listed.receipt.id)
  return isOurs ? listed.receipt : undefined
}

/** Texts to numbers that are no lines here are those of others who use the same account of the carrier. */
async function isForLine(
  { lines }: ReconcileDeps,
  carrier: string,
  { to }: IncomingText,
): Promise<boolean> {
  return (await lines.ofNumber(to))?.carrier === carrier
}
