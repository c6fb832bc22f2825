import type { IncomingText } from '../core/carrier.ts'
import { HomeserverError } from '../core/errors.ts'
import type { Homeserver } from '../core/homeserver.ts'
import type { EventId } from '../core/ids.ts'
import type { InboxEntry, Settlement } from '../core/inbox.ts'
import type { Line } from '../core/line.ts'
import type { Lines } from '../core/lines.ts'
import { type Log, redact } from '../core/log.ts'
import type { Metrics } from '../core/metrics.ts'
import { portalKey } from '../core/portal.ts'
import { isClosed } from './closed-room.ts'
import { createPortalRoom, ghostOf, type OpenDeps, type OpenPortal, openPortal } from './open.ts'

export interface DeliverDeps extends OpenDeps {
  readonly lines: Lines
  readonly homeserver: Homeserver
  readonly metrics: Metrics
  readonly log: Log
  readonly now?: () => number
}

/** Phone → room: carries one text into its room, opening the portal on first contact. */
export async function deliver(
  deps: DeliverDeps,
  entry: InboxEntry,
  carrier: string,
  text: IncomingText,
): Promise<Settlement> {
  const { lines, metrics, log, now = Date.now } = deps
  const line = await lines.ofNumber(text.to)
  if (line === undefined || line.carrier !== carrier) {
    metrics.message({ carrier, direction: 'in', outcome: 'no-line' })
    log.warn({ entry: entry.id, carrier, to: redact(text.to) }, 'a text for a number of no line')
    return { state: 'parked', error: 'A text for a number that is no line of ours' }
  }
  const known = await deps.portals.byKey(portalKey(line.id, text.from))
  if (known?.isBlocked === true) {
    metrics.message({ carrier, direction: 'in', outcome: 'blocked' })
    return { state: 'done' }
  }
  const portal = await openPortal(deps, line, text.from)
  await accountIsThere(deps, entry, portal)
  const event = await sendOrReopen(deps, entry, line, portal, text)
  metrics.message({ carrier, direction: 'in', outcome: 'delivered' })
  metrics.latency('in', (now() - entry.appendedAt) / 1000)
  const message = { portal: portal.key, carrier, carrierMessageId: text.id, event }
  return { state: 'done', message }
}

/** How long a text waits for an account of another server to accept its invitation, milliseconds. */
const patience = 30_000

/**
 * An account of another server does not see what is said before it joins, or while it does; so a text waits
 * a little for it. @throws HomeserverError, retryable
 */
async function accountIsThere(
  { homeserver, portals, now = Date.now }: DeliverDeps,
  entry: InboxEntry,
  { key, account }: OpenPortal,
): Promise<void> {
  if (homeserver.actsFor(account) || now() - entry.appendedAt > patience) return
  if ((await portals.byKey(key))?.accountMembership === 'join') return
  throw new HomeserverError('M_NOT_JOINED', 'The account has not joined its chat yet')
}

/** A room that the ghost was thrown out of is lost: the portal gets a new one. */
async function sendOrReopen(
  deps: DeliverDeps,
  entry: InboxEntry,
  line: Line,
  portal: OpenPortal,
  text: IncomingText,
): Promise<EventId> {
  try {
    return await send(deps, entry, portal, text)
  } catch (error) {
    if (!isClosed(error)) throw error
    return await send(deps, entry, await createPortalRoom(deps, line, portal), text)
  }
}

async function send(
  { homeserver }: DeliverDeps,
  entry: InboxEntry,
  portal: OpenPortal,
  text: IncomingText,
): Promise<EventId> {
  const event = { type: 'm.room.message', content: { msgtype: 'm.text', body: incomingBody(text) } }
  const at = text.at ?? entry.appendedAt
  return await homeserver.send(ghostOf(portal), portal.room, event, {
    transactionId: entry.key,
    at,
  })
}

/** What a text becomes in the room; says so where something can't be shown. */
function incomingBody({ text, media }: IncomingText): string {
  if (media.length === 0) return text === '' ? '(an empty text)' : text
  const left = `(${media.length === 1 ? 'an attachment' : `${media.length} attachments`} not shown: pictures are not carried yet)`
  return text === '' ? left : `${text}\n${left}`
}
