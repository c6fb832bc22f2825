import type { IncomingText } from '../core/carrier.ts'
import { formatContact } from '../core/contact.ts'
import type { Homeserver } from '../core/homeserver.ts'
import type { RoomId } from '../core/ids.ts'
import type { AttemptOutcome, InboxEntry } from '../core/inbox.ts'
import type { Lines } from '../core/lines.ts'
import type { MatrixEvent } from '../core/matrix-event.ts'
import type { Messages } from '../core/message.ts'
import type { Portals } from '../core/portal.ts'
import { mistakeText, ownMistake, UnforeseenError } from './out/unforeseen.ts'
import type { ControlRooms } from './rooms/control-rooms.ts'

export interface ApologizeDeps {
  readonly homeserver: Pick<Homeserver, 'isOurs' | 'send'>
  readonly portals: Pick<Portals, 'byRoom'>
  readonly lines: Pick<Lines, 'get' | 'ofNumber'>
  readonly messages: Pick<Messages, 'byKey'>
  readonly controlRooms: Pick<ControlRooms, 'ensure'>
}

/**
 * Nobody waits for what is parked without a word: the account is told, once per entry, that Homeline made a mistake.
 * @returns what becomes of the entry's text, where it is one on its way out; its portal tells that
 * @throws HomeserverError
 */
export type Apologize = (entry: InboxEntry, error: unknown) => Promise<AttemptOutcome | undefined>

export function createApologize(deps: ApologizeDeps): Apologize {
  const { homeserver, portals, lines, messages, controlRooms } = deps

  async function say({ key }: InboxEntry, room: RoomId, body: string): Promise<void> {
    const event = { type: 'm.room.message', content: { msgtype: 'm.notice', body } }
    await homeserver.send({ kind: 'bot' }, room, event, { transactionId: `${key}-mistake` })
  }

  async function toWriter(
    entry: InboxEntry,
    event: MatrixEvent,
  ): Promise<AttemptOutcome | undefined> {
    const { type, stateKey, sender, room, id } = event
    if (type !== 'm.room.message' || stateKey !== undefined || homeserver.isOurs(sender)) return
    const portal = await portals.byRoom(room)
    if (portal === undefined) {
      await say(entry, room, mistakeText)
      return undefined
    }
    const line = sender === portal.account ? await lines.get(portal.line) : undefined
    if (line === undefined) return undefined
    // What no text is made of yet has one segment.
    const attempt = { portal: portal.key, event: id, carrier: line.carrier, segments: 1 }
    return ownMistake(attempt, await messages.byKey(entry.key))
  }

  async function toReader(entry: InboxEntry, { from, to, at }: IncomingText): Promise<void> {
    const line = await lines.ofNumber(to, at ?? entry.appendedAt)
    if (line === undefined) return
    const body = `A text from ${formatContact(from)} to your number "${line.label}" could not be shown, but it is kept. ${mistakeText}`
    await say(entry, await controlRooms.ensure(line.account), body)
  }

  return async (entry, error) => {
    if (error instanceof UnforeseenError) return error.outcome
    const { payload } = entry
    if (payload.kind === 'matrix') return await toWriter(entry, payload.event)
    if (payload.kind === 'carrier') await toReader(entry, payload.event)
    return undefined
  }
}
