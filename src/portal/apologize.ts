import type { IncomingText } from '../core/carrier.ts'
import { formatContact } from '../core/contact.ts'
import type { Homeserver } from '../core/homeserver.ts'
import type { AttemptOutcome, InboxEntry } from '../core/inbox.ts'
import type { Lines } from '../core/lines.ts'
import type { MatrixEvent } from '../core/matrix-event.ts'
import type { Messages } from '../core/message.ts'
import { type Portals, portalKey } from '../core/portal.ts'
import { notice } from './notice.ts'
import { attemptOf } from './out/outgoing.ts'
import { type OutgoingContent, outgoingContent } from './out/outgoing-content.ts'
import { commandMistakeText, mistakeText, ownMistake, UnforeseenError } from './out/unforeseen.ts'
import type { ControlRooms } from './rooms/control-rooms.ts'
import type { OpenPortal } from './rooms/open.ts'

export interface ApologizeDeps {
  readonly homeserver: Homeserver
  readonly portals: Pick<Portals, 'byKey' | 'byRoom'>
  readonly lines: Pick<Lines, 'get' | 'ofNumber'>
  readonly messages: Pick<Messages, 'byKey'>
  readonly controlRooms: Pick<ControlRooms, 'ensure'>
  /** In rooms that are no portals: the bot's. */
  readonly elsewhere: (entry: InboxEntry, event: MatrixEvent) => Promise<void>
}

/**
 * Whoever waits for what is parked is told that Homeline made a mistake, as far as the homeserver lets it.
 * @returns what becomes of the entry's text, where it is one on its way out; its portal tells that
 * @throws HomeserverError
 */
export type Apologize = (entry: InboxEntry, error: unknown) => Promise<AttemptOutcome | undefined>

export function createApologize(deps: ApologizeDeps): Apologize {
  const { homeserver, portals, lines, messages, controlRooms, elsewhere } = deps

  async function toWriter(
    entry: InboxEntry,
    event: MatrixEvent,
  ): Promise<AttemptOutcome | undefined> {
    const portal = await portals.byRoom(event.room)
    if (portal?.room === undefined) return void (await elsewhere(entry, event))
    const open: OpenPortal = { ...portal, room: portal.room }
    const line = await lines.get(portal.line)
    if (event.sender !== portal.account || event.stateKey !== undefined) return undefined
    const content = contentOf(event)
    if (line === undefined || content.kind === 'nothing') return undefined
    if (content.kind === 'command') {
      return void (await notice(homeserver, entry, open, commandMistakeText))
    }
    const text = content.kind === 'refused' ? '' : content.text
    return ownMistake(attemptOf({ entry, line, portal: open, event, text }), undefined)
  }

  async function toReader(
    entry: InboxEntry,
    carrier: string,
    { from, to, at }: IncomingText,
  ): Promise<void> {
    const line = await lines.ofNumber(to, at ?? entry.appendedAt)
    if (line === undefined || line.carrier !== carrier) return
    if ((await portals.byKey(portalKey(line.id, from)))?.isBlocked === true) return
    const what = `A text from ${formatContact(from)} to your number "${line.label}" could not be shown, or not all of it. It is kept.`
    const room = await controlRooms.ensure(line.account)
    const content = { msgtype: 'm.notice', body: `${what} ${mistakeText}` }
    const transactionId = `${entry.key}-mistake`
    await homeserver.send(
      { kind: 'bot' },
      room,
      { type: 'm.room.message', content },
      { transactionId },
    )
  }

  return async (entry, error) => {
    if (error instanceof UnforeseenError) return error.outcome
    const known = await messages.byKey(entry.key)
    if (known !== undefined) return ownMistake(known, known)
    const { payload } = entry
    if (payload.kind === 'matrix') return await toWriter(entry, payload.event)
    if (payload.kind === 'carrier') await toReader(entry, payload.carrier, payload.event)
    return undefined
  }
}

/** Reading it may be what failed. */
function contentOf(event: MatrixEvent): OutgoingContent {
  try {
    return outgoingContent(event)
  } catch {
    return { kind: 'text', text: '' }
  }
}
