import { HomeserverError } from '../core/errors.ts'
import type { Homeserver } from '../core/homeserver.ts'
import type { EventId } from '../core/ids.ts'
import type { Log } from '../core/log.ts'
import type { MatrixEvent } from '../core/matrix-event.ts'
import type { Message, Messages } from '../core/message.ts'
import type { Portals } from '../core/portal.ts'
import { ghostOf, type OpenPortal } from './open.ts'

export interface StateTellerDeps {
  readonly homeserver: Homeserver
  readonly messages: Messages
  readonly portals: Portals
  readonly log: Log
  /** Since when no text is being worked on: texts go first, and telling waits, though never for long. */
  readonly idleSince: () => number | undefined
  readonly now?: () => number
}

/** Tells in the rooms what became of outgoing messages: coalesced, one at a time, behind the texts. */
export interface StateTeller {
  /** Tells what is due. */
  tell(): Promise<void>
  /** A text that waits for its carrier; best effort. */
  tellPending(portal: OpenPortal, event: MatrixEvent): void
}

/** How many are told at the same time: enough to keep up, few enough not to be in the way of texts. */
const atOnce = 4
/** `sent` is told only when the final state does not come within this; milliseconds. */
const patience = 5000
/** Without any text for this long it is quiet, milliseconds. */
const pause = 700

interface Due {
  readonly message: Message
  /** The newest delivered one of its room: a receipt counts for all before it. */
  readonly isRead: boolean
}

export function createStateTeller(deps: StateTellerDeps): StateTeller {
  const { homeserver, messages, portals, log, idleSince, now = Date.now } = deps

  async function tellOne({ message, isRead }: Due): Promise<void> {
    const portal = await portals.byKey(message.portal)
    if (portal?.room === undefined) return await messages.told(message.key, message.state)
    const open = { ...portal, room: portal.room }
    await sendStatus(open, message)
    if (isRead) await homeserver.markRead(ghostOf(open), open.room, message.event)
    const notice = await sendNotice(open, message)
    await messages.told(message.key, message.state, notice)
  }

  async function sendStatus(portal: OpenPortal, message: Message): Promise<void> {
    const ghost = homeserver.ghostOf(portal.contact)
    const content = statusContent(message, ghost)
    const transactionId = `${message.key}-${message.state}`
    const event = { type: 'com.beeper.message_send_status', content }
    await homeserver.send(ghostOf(portal), portal.room, event, { transactionId })
  }

  async function sendNotice(portal: OpenPortal, message: Message): Promise<EventId | undefined> {
    const body = noticeOf(message)
    if (body === undefined) return undefined
    const content = { msgtype: 'm.notice', body, 'm.relates_to': replyTo(message.event) }
    const transactionId = `${message.key}-${message.state}-notice`
    const event = { type: 'm.room.message', content }
    return await homeserver.send(ghostOf(portal), portal.room, event, { transactionId })
  }

  function isDue(message: Message): boolean {
    if (now() - message.changedAt >= patience) return true
    const quiet = now() - (idleSince() ?? Number.POSITIVE_INFINITY)
    return message.state !== 'sent' && quiet >= pause
  }

  /** A room that the ghost is no longer let into needs no word. */
  async function tellOrGiveUp(due: Due): Promise<void> {
    const { message } = due
    try {
      await tellOne(due)
    } catch (error) {
      if (!(error instanceof HomeserverError) || error.isRetryable) throw error
      await messages.told(message.key, message.state)
    }
  }

  return {
    async tell() {
      const due = withReceipts((await messages.untold(1000)).filter(isDue))
      const tellers = Array.from({ length: atOnce }, async () => {
        for (let next = due.shift(); next !== undefined; next = due.shift()) {
          if (isDue(next.message)) await tellOrGiveUp(next)
        }
      })
      await Promise.all(tellers)
    },

    tellPending(portal, event) {
      const content = {
        'm.relates_to': { rel_type: 'm.reference', event_id: event.id },
        network: 'sms',
        status: 'PENDING',
        message: 'The carrier does not take it yet; Homeline keeps trying.',
      }
      const status = { type: 'com.beeper.message_send_status', content }
      homeserver
        .send(ghostOf(portal), portal.room, status, { transactionId: `pending-${event.id}` })
        .catch((error: unknown) => log.debug({ err: error }, 'a pending state was not told'))
    },
  }
}

function withReceipts(due: readonly Message[]): Due[] {
  const newest = new Map<string, Message>()
  for (const message of due) {
    const known = newest.get(message.portal)
    if (message.state !== 'delivered' || message.createdAt < (known?.createdAt ?? 0)) continue
    newest.set(message.portal, message)
  }
  return due.map((message) => ({ message, isRead: newest.get(message.portal) === message }))
}

/** `com.beeper.message_send_status`, as bridges and Beeper's clients use it (vendor extension). */
function statusContent(message: Message, ghost: string): object {
  const relation = {
    'm.relates_to': { rel_type: 'm.reference', event_id: message.event },
    network: 'sms',
  }
  switch (message.state) {
    case 'sending':
      return { ...relation, status: 'PENDING' }
    case 'sent':
      return { ...relation, status: 'SUCCESS', delivered_to_users: [] }
    case 'delivered':
      return { ...relation, status: 'SUCCESS', delivered_to_users: [ghost] }
    case 'doubtful':
    case 'failed':
      return {
        ...relation,
        status:
          message.isRetryable || message.state === 'doubtful' ? 'FAIL_RETRIABLE' : 'FAIL_PERMANENT',
        reason: message.code?.startsWith('com.beeper.') ? message.code : 'm.foreign_network_error',
        message: message.reason ?? 'It was not sent.',
        internal_error: message.code ?? message.state,
      }
    default:
      return message.state satisfies never
  }
}

function noticeOf({ state, told, reason = '', code }: Message): string | undefined {
  const retry = code?.startsWith('com.beeper.')
    ? ''
    : ' React with 🔁 or type "!line retry" to send it again.'
  switch (state) {
    case 'failed':
      return `⚠ Not sent: ${reason}${retry}`
    case 'doubtful':
      return `⚠ This may not have been sent. ${reason} If you send it again, it may arrive twice.${retry}`
    case 'sending':
      return undefined
    case 'sent':
    case 'delivered':
      return told === 'doubtful' ? '✓ It was sent after all.' : undefined
    default:
      return state satisfies never
  }
}

function replyTo(event: EventId): object {
  return { 'm.in_reply_to': { event_id: event } }
}
