import type { Carrier, IncomingMedia } from '../../core/carrier.ts'
import { CarrierError } from '../../core/errors.ts'
import type { Log } from '../../core/log.ts'

export interface RemoveCopyDeps {
  readonly carriers: ReadonlyMap<string, Carrier>
  readonly log: Log
}

/** What is shown in its room is removed at the carrier, where that is configured; one that stays there is logged. */
export async function removeCopy(
  { carriers, log }: RemoveCopyDeps,
  carrier: string,
  part: IncomingMedia,
  signal: AbortSignal,
): Promise<void> {
  if (part.kind === 'inline') return
  try {
    await carriers.get(carrier)?.media?.remove?.(part, signal)
  } catch (error) {
    if (!(error instanceof CarrierError)) throw error
    log.warn({ carrier, err: error }, 'an attachment could not be removed at the carrier')
  }
}
