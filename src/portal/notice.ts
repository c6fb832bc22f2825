import type { Homeserver } from '../core/homeserver.ts'
import type { EventId } from '../core/ids.ts'
import type { InboxEntry } from '../core/inbox.ts'
import type { OpenPortal } from './rooms/open.ts'

/** Says something in a room as its ghost, once per entry. @returns its event */
export async function notice(
  homeserver: Homeserver,
  { key }: Pick<InboxEntry, 'key'>,
  { contact, room }: Pick<OpenPortal, 'contact' | 'room'>,
  body: string,
): Promise<EventId> {
  const event = { type: 'm.room.message', content: { msgtype: 'm.notice', body } }
  const transactionId = `${key}-notice`
  return await homeserver.send({ kind: 'ghost', contact }, room, event, { transactionId })
}
