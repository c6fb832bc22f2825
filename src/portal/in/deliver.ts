import type { IncomingText } from '../../core/carrier.ts'
import { HomeserverError } from '../../core/errors.ts'
import type { Homeserver } from '../../core/homeserver.ts'
import type { Handled, Inbox, InboxEntry } from '../../core/inbox.ts'
import { attachmentLane, ownSource } from '../../core/lane.ts'
import type { Lines } from '../../core/lines.ts'
import { type Log, redact } from '../../core/log.ts'
import type { Metrics } from '../../core/metrics.ts'
import { type Portals, portalKey } from '../../core/portal.ts'
import { type OpenDeps, type OpenPortal, openPortal } from '../rooms/open.ts'
import { type BroughtDeps, broughtOnce } from './brought.ts'
import { type HeedOptOutDeps, heedOptOut, rememberOptOut } from './heed-opt-out.ts'
import { type IncomingContents, incomingContents } from './incoming-contents.ts'
import { removeCopies } from './remove-copies.ts'
import { show } from './show.ts'

export interface DeliverDeps extends OpenDeps, BroughtDeps, HeedOptOutDeps {
  readonly portals: Portals
  readonly lines: Lines
  readonly homeserver: Homeserver
  readonly inbox: Pick<Inbox, 'append'>
  readonly wake: () => void
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
  signal: AbortSignal,
): Promise<Handled> {
  const { lines, metrics, log, now = Date.now } = deps
  const at = text.at ?? entry.appendedAt
  const line = await lines.ofNumber(text.to, at)
  if (line === undefined || line.carrier !== carrier) {
    metrics.message({ carrier, direction: 'in', outcome: 'no-line' })
    log.warn({ entry: entry.id, carrier, to: redact(text.to) }, 'a text for a number of no line')
    return { state: 'parked', error: 'A text for a number that is no line of ours' }
  }
  const known = await deps.portals.byKey(portalKey(line.id, text.from))
  if (known?.isBlocked === true) {
    await rememberOptOut(deps, known, text)
    metrics.message({ carrier, direction: 'in', outcome: 'blocked' })
    return { state: 'done' }
  }
  const opened = await openPortal(deps, line, text.from)
  await accountIsThere(deps, entry, opened)
  const attachments = await broughtOnce(deps, entry, carrier, text, signal)
  const { contents, shown, late } = incomingContents(entry.key, text, attachments)
  const { event, portal } = await show(deps, line, opened, contents, at)
  await comeBackFor(deps, portal, late, at)
  await heedOptOut(deps, entry, line, portal, text)
  metrics.message({ carrier, direction: 'in', outcome: 'delivered' })
  metrics.latency('in', (now() - entry.appendedAt) / 1000)
  const message = { portal: portal.key, carrier, carrierMessageId: text.id, event }
  const afterwards = async () => await removeCopies(deps, carrier, shown, signal)
  return { state: 'done', message, afterwards }
}

async function comeBackFor(
  { inbox, wake }: DeliverDeps,
  { key: portal }: OpenPortal,
  late: IncomingContents['late'],
  at: number,
): Promise<void> {
  if (late.length === 0) return
  const lane = attachmentLane(portal)
  const entries = late.map(({ id, media }) => ({
    id,
    lane,
    payload: { kind: 'attachment', portal, id, media, at } as const,
  }))
  await inbox.append(ownSource, entries)
  wake()
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
