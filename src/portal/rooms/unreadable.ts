import type { Homeserver } from '../../core/homeserver.ts'
import type { InboxEntry } from '../../core/inbox.ts'
import type { MatrixEvent } from '../../core/matrix-event.ts'
import { notice } from '../notice.ts'
import { statusEvent } from '../states/status.ts'
import type { OpenPortal } from './open.ts'

const reason =
  'Texts can not go out from an encrypted room. Please write in a chat without encryption.'

/** Something was written in an encrypted room that is no portal: it can't go out, and its writer knows. */
export async function refuseUnreadable(
  homeserver: Homeserver,
  entry: InboxEntry,
  { contact, room }: Pick<OpenPortal, 'contact' | 'room'>,
  { id }: MatrixEvent,
): Promise<void> {
  const status = {
    status: 'FAIL_PERMANENT',
    reason: 'com.beeper.undecryptable_event',
    message: reason,
  } as const
  await homeserver.send({ kind: 'ghost', contact }, room, statusEvent(id, status), {
    transactionId: `${entry.key}-status`,
  })
  await notice(homeserver, entry, { contact, room }, `⚠ Not sent: ${reason}`)
}
