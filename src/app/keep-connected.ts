import type { Carrier } from '../core/carrier.ts'
import type { Log } from '../core/log.ts'
import { type TakeInDeps, takeIn } from '../portal/take-in.ts'
import type { Presence } from './presence.ts'

export interface KeepConnectedDeps {
  readonly store: TakeInDeps
  readonly wake: () => void
  readonly presence: Pick<Presence, 'tell'>
  readonly log: Log
}

/**
 * Connects a carrier that is no webhook's. What the connection brings is newer than what was missed.
 * @param listed what was missed was listed, or can't be
 */
export function keepConnected(
  { store, wake, presence, log }: KeepConnectedDeps,
  { id, connect }: Carrier,
  listed: Promise<unknown>,
  stack: AsyncDisposableStack,
): void {
  if (connect === undefined) return
  stack.use(
    connect({
      async take(events) {
        await listed
        await takeIn(store, id, events)
        wake()
      },
      tell: (problem) => presence.tell(`connection ${id}`, problemOf(id, problem)),
      log: log.child({ carrier: id }),
    }),
  )
}

/** What a carrier's problem is called where there are several of them. */
export function problemOf(id: string, problem: string | undefined): string | undefined {
  return problem === undefined ? undefined : `The carrier "${id}": ${problem}`
}
