import type { Homeserver } from '../../core/homeserver.ts'
import type { InboxEntry } from '../../core/inbox.ts'
import type { MatrixEvent } from '../../core/matrix-event.ts'
import { notice } from '../notice.ts'
import type { OpenPortal } from '../rooms/open.ts'

/** There are no calls yet: ends one at once and says so. Matrix specification, "Voice over IP". */
export async function hangUp(
  homeserver: Homeserver,
  entry: InboxEntry,
  portal: Pick<OpenPortal, 'contact' | 'room'>,
  { content }: MatrixEvent,
): Promise<void> {
  const ghost = { kind: 'ghost', contact: portal.contact } as const
  const version = content['version'] ?? '1'
  const hangup = {
    call_id: content['call_id'],
    version,
    // Version 0 has neither parties nor this reason.
    ...(version === 0 ? {} : { party_id: 'homeline', reason: 'user_busy' }),
  }
  await homeserver.send(
    ghost,
    portal.room,
    { type: 'm.call.hangup', content: hangup },
    { transactionId: `${entry.key}-hangup` },
  )
  await notice(homeserver, entry, portal, 'Calls are not possible yet; texts are.')
}
