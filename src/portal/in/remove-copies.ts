import type { Carrier, IncomingMedia } from '../../core/carrier.ts'
import { CarrierError } from '../../core/errors.ts'
import type { Log } from '../../core/log.ts'

export interface RemoveCopiesDeps {
  readonly carriers: ReadonlyMap<string, Carrier>
  readonly log: Log
}

/** What is shown in its room is removed at the carrier, where that is configured; what stays there is logged. */
export async function removeCopies(
  { carriers, log }: RemoveCopiesDeps,
  carrier: string,
  parts: readonly IncomingMedia[],
  signal: AbortSignal,
): Promise<void> {
  const { remove } = carriers.get(carrier)?.media ?? {}
  if (remove === undefined) return
  for (const part of parts) {
    if (part.kind === 'inline') continue
    await remove(part, signal).catch((error: unknown) => {
      if (!(error instanceof CarrierError)) throw error
      log.warn({ carrier, err: error }, 'an attachment could not be removed at the carrier')
    })
  }
}
