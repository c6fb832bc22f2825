import type { Carrier, CarrierEvent, IncomingText, ListedMessage } from '../core/carrier.ts'
import { CarrierError } from '../core/errors.ts'
import type { Inbox } from '../core/inbox.ts'
import type { Lines } from '../core/lines.ts'
import type { Log } from '../core/log.ts'
import type { Messages } from '../core/message.ts'
import type { Settings } from '../core/settings.ts'
import { takeIn } from './take-in.ts'

export interface ReconcileDeps {
  readonly inbox: Pick<Inbox, 'append'>
  readonly lines: Pick<Lines, 'ofNumber'>
  readonly messages: Pick<Messages, 'isLinked' | 'report' | 'unfinished'>
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

/** Milliseconds since a text was written. */
interface Ages {
  readonly least: number
  /** Whatever has no final state by then will have none. */
  readonly most: number
}

/** Asks for the final state of texts of these ages that have none. */
export async function askForStates(
  deps: Pick<ReconcileDeps, 'messages' | 'now'>,
  carrier: Carrier,
  { least, most }: Ages,
  signal?: AbortSignal,
): Promise<void> {
  const { messages, now = Date.now } = deps
  if (carrier.state === undefined) return
  const created = { from: now() - most, until: now() - least }
  const failures: CarrierError[] = []
  let known = 0
  for (const { carrierMessageId, key } of await messages.unfinished(carrier.id, created, 50)) {
    if (carrierMessageId === undefined) continue
    const receipt = await carrier.state(carrierMessageId, signal).catch(keptIn(failures))
    if (receipt === undefined) {
      if (failures.length >= mostFailures) break
      continue
    }
    known += 1
    await messages.report(carrier.id, { ...receipt, key })
  }
  if (failures[0] !== undefined && known === 0) throw failures[0]
}

/** One text that a carrier always answers with an error keeps nobody from asking about the others. */
const mostFailures = 3

/** A message that was deleted at the carrier has no state there any more, and that is no failure. */
function keptIn(failures: CarrierError[]): (error: unknown) => undefined {
  return (error) => {
    if (!(error instanceof CarrierError)) throw error
    if (error.code !== 'not-found') failures.push(error)
  }
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
