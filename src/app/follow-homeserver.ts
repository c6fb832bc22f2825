import { setTimeout as wait } from 'node:timers/promises'
import { withheld } from '../core/contact.ts'
import type { Log } from '../core/log.ts'
import type { CatchUp } from '../matrix/catch-up.ts'
import { watchHomeserver } from '../matrix/watch.ts'
import { checkDirectChats } from '../portal/rooms/direct-chats.ts'
import type { Store } from '../store/sqlite/store.ts'
import type { Bridge } from './bridge.ts'
import type { Connected } from './homeserver.ts'
import type { Presence } from './presence.ts'

export interface FollowDeps {
  readonly store: Pick<Store, 'lines' | 'portals'>
  readonly connected: Connected
  readonly bridge: Bridge
  readonly presence: Presence
  readonly log: Log
}

/** Milliseconds after it is back, or after the look before, and at how many rooms. */
const looks = [
  { after: 5000, most: 50 },
  { after: 30_000, most: 200 },
]

/** A homeserver that was away may have lost what it had not told: rooms are read again. */
export function followHomeserver(deps: FollowDeps, stack: AsyncDisposableStack): void {
  const { connected, bridge, presence, log } = deps
  const { homeserver, catchUp, wake } = bridge
  const stopping = new AbortController()
  const failed = (error: unknown) =>
    log.warn({ err: error }, 'rooms could not be read; tried again')
  stack.use(
    watchHomeserver({
      requests: connected.client.requests,
      as: async () => {
        await homeserver.ensureGhost(withheld)
        return homeserver.ghostOf(withheld)
      },
      appserviceId: connected.appserviceId,
      log: log.child({ part: 'watch' }),
      onAway() {
        catchUp.invalidate()
        presence.tell('homeserver', 'The homeserver gives no answer.')
      },
      onBack() {
        presence.tell('homeserver', undefined)
        catchUp.all(stopping.signal).catch(failed)
        lookAgain(catchUp, stopping.signal).catch(failed)
        checkDirectChats({ homeserver, ...deps.store }).catch(failed)
        wake()
      },
    }),
  )
  stack.defer(() => stopping.abort())
}

/** Soon at the chats in use, and once more a little later. */
async function lookAgain(catchUp: CatchUp, signal: AbortSignal): Promise<void> {
  for (const { after, most } of looks) {
    await wait(after, undefined, { signal }).catch(() => {})
    if (!signal.aborted) await catchUp.again(most, signal)
  }
}
