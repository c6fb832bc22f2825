import { HomeserverError } from '../../core/errors.ts'
import type { Homeserver } from '../../core/homeserver.ts'
import type { EventId } from '../../core/ids.ts'
import type { Log } from '../../core/log.ts'
import type { MatrixEvent } from '../../core/matrix-event.ts'
import type { MessageKey, Messages } from '../../core/message.ts'
import type { Portals } from '../../core/portal.ts'
import { backoff } from '../../lib/backoff.ts'
import { ghostOf, type OpenPortal } from '../rooms/open.ts'
import { hasOutcome, type Outcome, pending, statusEvent, statusOf } from './status.ts'

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
  tellPending(portal: OpenPortal, event: Pick<MatrixEvent, 'id'>): void
}

/** How many are told at the same time: enough to keep up, few enough not to be in the way of texts. */
const atOnce = 4
/** `sent` is told only when the final state does not come within this; milliseconds. */
const patience = 5000
/** Without any text for this long it is quiet, milliseconds. */
const pause = 700

interface Due {
  readonly message: Outcome
  /** The newest delivered one of its room: a receipt counts for all before it. */
  readonly isRead: boolean
}

export function createStateTeller(deps: StateTellerDeps): StateTeller {
  const { homeserver, messages, portals, log, idleSince, now = Date.now } = deps
  /** What the homeserver answers with an error waits, so that it does not hold up the others. */
  const troubles = new Map<MessageKey, { readonly count: number; readonly until: number }>()

  async function tellOne({ message, isRead }: Due): Promise<void> {
    const portal = await portals.byKey(message.portal)
    if (portal?.room === undefined) return await messages.told(message.key, message.state)
    const open = { ...portal, room: portal.room }
    await sendStatus(open, message)
    const notice = await sendNotice(open, message)
    if (isRead) await homeserver.markRead(ghostOf(open), open.room, message.event)
    await messages.told(message.key, message.state, notice)
  }

  async function sendStatus(portal: OpenPortal, message: Outcome): Promise<void> {
    const ghost = homeserver.ghostOf(portal.contact)
    const transactionId = `${message.key}-${message.state}`
    const event = statusEvent(message.event, statusOf(message, ghost))
    await homeserver.send(ghostOf(portal), portal.room, event, { transactionId })
  }

  async function sendNotice(portal: OpenPortal, message: Outcome): Promise<EventId | undefined> {
    const body = noticeOf(message)
    if (body === undefined) return undefined
    const content = { msgtype: 'm.notice', body, 'm.relates_to': replyTo(message.event) }
    const transactionId = `${message.key}-${message.state}-notice`
    const event = { type: 'm.room.message', content }
    return await homeserver.send(ghostOf(portal), portal.room, event, { transactionId })
  }

  function isDue(message: Outcome): boolean {
    if (now() < (troubles.get(message.key)?.until ?? 0)) return false
    if (now() - message.changedAt >= patience) return true
    const quiet = now() - (idleSince() ?? Number.POSITIVE_INFINITY)
    return message.state !== 'sent' && quiet >= pause
  }

  /**
   * A room that the ghost is no longer let into needs no word.
   * @throws HomeserverError when the homeserver is away
   */
  async function tellOrGoOn(due: Due): Promise<void> {
    const { key, state } = due.message
    try {
      await tellOne(due)
      troubles.delete(key)
    } catch (error) {
      if (!(error instanceof HomeserverError)) return postpone(key, error)
      if (error.status === 0) throw error
      if (error.isRetryable) return postpone(key, error, error.retryAfter)
      troubles.delete(key)
      await messages.told(key, state)
    }
  }

  function postpone(key: MessageKey, error: unknown, atLeast = 0): void {
    const count = troubles.get(key)?.count ?? 0
    const wait = Math.max(backoff(count), atLeast)
    troubles.set(key, { count: count + 1, until: now() + wait })
    if (count === 0) log.warn({ err: error }, 'a state could not be told; tried again')
  }

  return {
    async tell() {
      const due = withReceipts((await messages.untold(1000)).filter(hasOutcome).filter(isDue))
      const tellers = Array.from({ length: atOnce }, async () => {
        for (let next = due.shift(); next !== undefined; next = due.shift()) {
          if (isDue(next.message)) await tellOrGoOn(next)
        }
      })
      const ends = await Promise.allSettled(tellers)
      for (const end of ends) if (end.status === 'rejected') throw end.reason
    },

    tellPending(portal, { id }) {
      homeserver
        .send(ghostOf(portal), portal.room, statusEvent(id, pending), {
          transactionId: `pending-${id}`,
        })
        .catch((error: unknown) => log.debug({ err: error }, 'a pending state was not told'))
    },
  }
}

function withReceipts(due: readonly Outcome[]): Due[] {
  const newest = new Map<string, Outcome>()
  for (const message of due) {
    const known = newest.get(message.portal)
    if (message.state !== 'delivered' || message.createdAt < (known?.createdAt ?? 0)) continue
    newest.set(message.portal, message)
  }
  return due.map((message) => ({ message, isRead: newest.get(message.portal) === message }))
}

function noticeOf(message: Outcome): string | undefined {
  const { state, told, reason = '' } = message
  const retry = canHelp(message) ? ' React with 🔁 or type "!line retry" to send it again.' : ''
  switch (state) {
    case 'failed':
      return `⚠ Not sent: ${reason}${retry}`
    case 'doubtful':
      return `⚠ This may not have been sent. ${reason} If you send it again, it may arrive twice.${retry}`
    case 'sent':
    case 'delivered':
      return told === 'doubtful' || told === 'failed' ? '✓ It was sent after all.' : undefined
    default:
      return state satisfies never
  }
}

/** What Homeline itself refuses it refuses again, until the writer has changed something. */
function canHelp({ isRetryable, state, code, carrierMessageId }: Outcome): boolean {
  if (code?.startsWith('com.beeper.')) return false
  const isCarriers = code !== undefined || carrierMessageId !== undefined
  return isRetryable || state === 'doubtful' || isCarriers
}

function replyTo(event: EventId): object {
  return { 'm.in_reply_to': { event_id: event } }
}
