import type { Carrier } from '../core/carrier.ts'
import type { Log } from '../core/log.ts'
import { createTicker } from '../lib/ticker.ts'
import { askForStates, type ReconcileDeps, reconcile } from '../portal/reconcile.ts'
import type { StateTeller } from '../portal/tell-states.ts'

export interface BackgroundDeps extends ReconcileDeps {
  readonly carriers: ReadonlyMap<string, Carrier>
  readonly stateTeller: StateTeller
  readonly log: Log
}

const second = 1000
const minute = 60 * second
/** A text without a final state for this long is asked for. */
const silence = 15 * minute

/** Tells states in the rooms: every second, and when poked. */
export function tellStates({ stateTeller, log }: BackgroundDeps) {
  return createTicker(async () => await stateTeller.tell(), {
    everyMs: second,
    onError: (error) => log.warn({ err: error }, 'states could not be told; tried again'),
  })
}

/** Reads again and again what the carriers list, for webhooks that never came. */
export function reconcileCarriers(deps: BackgroundDeps) {
  const { carriers, log } = deps
  let isFirst = true
  return createTicker(
    async (signal) => {
      if (isFirst) {
        isFirst = false
        return
      }
      for (const carrier of carriers.values()) {
        await reconcile(deps, carrier, signal)
        await askForStates(deps, carrier, silence, signal)
      }
    },
    {
      everyMs: minute,
      onError: (error) => log.warn({ err: error }, 'a carrier could not be listed; tried again'),
    },
  )
}
