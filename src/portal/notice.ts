import type { Homeserver } from '../core/homeserver.ts'
import type { EventId } from '../core/ids.ts'
import type { InboxEntry } from '../core/inbox.ts'
import type { OpenPortal } from './rooms/open.ts'

/** In a notice: Homeline's own answer that it shows, so that it can be sent again. */
export const answerField = 'homeline.answer'

/** Says something in a room as its ghost, once per entry. @returns its event */
export async function notice(
  homeserver: Homeserver,
  { key }: Pick<InboxEntry, 'key'>,
  { contact, room }: Pick<OpenPortal, 'contact' | 'room'>,
  body: string,
  more: object = {},
): Promise<EventId> {
  const event = { type: 'm.room.message', content: { msgtype: 'm.notice', body, ...more } }
  const transactionId = `${key}-notice`
  return await homeserver.send({ kind: 'ghost', contact }, room, event, { transactionId })
}
