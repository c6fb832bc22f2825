import { HomeserverError } from '../../core/errors.ts'
import type { Homeserver } from '../../core/homeserver.ts'
import type { Line } from '../../core/line.ts'
import type { MessageKey } from '../../core/message.ts'
import { formatPhoneNumber } from '../../core/phone.ts'
import type { Portals } from '../../core/portal.ts'

/**
 * A line was released: its rooms stay readable, and say once that texts end here.
 * @param key the same key says it once
 */
export async function closeLine(
  deps: { readonly homeserver: Homeserver; readonly portals: Portals },
  line: Line,
  key: MessageKey,
): Promise<void> {
  const { homeserver, portals } = deps
  const body = `The number ${formatPhoneNumber(line.number)} was released. No texts go out from here any more.`
  const event = { type: 'm.room.message', content: { msgtype: 'm.notice', body } }
  for (const { room, contact } of await portals.ofLine(line.id)) {
    if (room === undefined) continue
    const transactionId = `${key}-released-${room}`
    try {
      await homeserver.send({ kind: 'ghost', contact }, room, event, { transactionId })
    } catch (error) {
      // A room that the ghost is no longer in needs no word.
      if (!(error instanceof HomeserverError) || error.isRetryable) throw error
    }
  }
}
