import type { Carrier } from '../../core/carrier.ts'
import { CarrierError } from '../../core/errors.ts'
import type { Messages } from '../../core/message.ts'

export interface AskDeps {
  readonly messages: Pick<Messages, 'report' | 'unfinished'>
  readonly now?: () => number
}

/** Asks for the final state of texts of these ages that have none. */
export async function askForStates(
  deps: AskDeps,
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

/** Milliseconds since a text was written. */
interface Ages {
  readonly least: number
  /** Whatever has no final state by then will have none. */
  readonly most: number
}
