import type { Contact } from '../core/contact.ts'
import type { Homeserver } from '../core/homeserver.ts'
import type { RoomId } from '../core/ids.ts'
import type { Inbox } from '../core/inbox.ts'
import { eventLane } from '../core/lane.ts'
import type { Line } from '../core/line.ts'
import type { MessageKey } from '../core/message.ts'
import { type OpenDeps, openPortal } from './rooms/open.ts'

export interface WriteDeps extends OpenDeps {
  readonly homeserver: Homeserver
  readonly inbox: Pick<Inbox, 'append'>
  readonly wake: () => void
  readonly now?: () => number
}

/**
 * Starts or goes on with a chat in the account's name: the text stands in the portal and goes out.
 * Where Homeline can't write as the account, the ghost shows it and it is relayed all the same.
 * @param key the same key writes once
 */
export async function write(
  deps: WriteDeps,
  line: Line,
  contact: Contact,
  text: string,
  key: MessageKey,
): Promise<{ readonly room: RoomId }> {
  const { homeserver, inbox, wake, now = Date.now } = deps
  const { room } = await openPortal(deps, line, contact)
  const content = { msgtype: 'm.text', body: text, [keyField]: key }
  const transactionId = `${key}-write`
  const { account } = line
  if (homeserver.actsFor(account)) {
    const actor = { kind: 'account', userId: account } as const
    if (await isWritten(homeserver, contact, room, key)) return { room }
    await homeserver.send(actor, room, { type: 'm.room.message', content }, { transactionId })
    return { room }
  }
  const shown = { msgtype: 'm.notice', body: `You: ${text}`, [textField]: text }
  const ghost = { kind: 'ghost', contact } as const
  const id = await homeserver.send(
    ghost,
    room,
    { type: 'm.room.message', content: shown },
    { transactionId },
  )
  const event = { id, room, sender: account, type: 'm.room.message', content, at: now() }
  await inbox.append('bot', [{ id, lane: eventLane(event), payload: { kind: 'matrix', event } }])
  wake()
  return { room }
}

/** What a notice of the ghost stands for, so that it can be sent again. */
export const textField = 'homeline.text'

/** By this the event is known again when it is not certain that it was written. */
const keyField = 'homeline.key'

/**
 * An account has no device of ours, so the homeserver forgets its transaction IDs when it restarts: what
 * was interrupted is looked for in the room.
 */
async function isWritten(
  homeserver: Homeserver,
  contact: Contact,
  room: RoomId,
  key: MessageKey,
): Promise<boolean> {
  const recent = await homeserver.recent({ kind: 'ghost', contact }, room, 50)
  return recent.some(({ content }) => content[keyField] === key)
}
