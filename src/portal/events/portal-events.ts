import type { Homeserver } from '../../core/homeserver.ts'
import { parseRoomId } from '../../core/ids.ts'
import type { Handled, InboxEntry } from '../../core/inbox.ts'
import type { Lines } from '../../core/lines.ts'
import type { MatrixEvent } from '../../core/matrix-event.ts'
import type { AdoptDeps } from '../rooms/adopt.ts'
import type { OpenPortal } from '../rooms/open.ts'
import { followUpgrade } from '../rooms/upgrade.ts'
import type { AccountEvents } from './account-events.ts'

export interface PortalEventsDeps extends AdoptDeps {
  readonly lines: Lines
  readonly accountEvents: AccountEvents
}

/** What happens in a portal's room, whoever does it. */
export type PortalEvents = (
  entry: InboxEntry,
  portal: OpenPortal,
  event: MatrixEvent,
  signal: AbortSignal,
) => Promise<Handled>

const done = { state: 'done' } as const

export function createPortalEvents(deps: PortalEventsDeps): PortalEvents {
  const { homeserver, lines, accountEvents } = deps

  return async (entry, portal, event, signal) => {
    if (event.stateKey !== undefined) {
      await stateChanged(deps, entry, portal, event)
      return done
    }
    if (event.sender !== portal.account) {
      await tellStranger(homeserver, portal, event)
      return done
    }
    const line = await lines.get(portal.line)
    if (line === undefined) return done
    return await accountEvents.handle(entry, portal, line, event, signal)
  }
}

async function stateChanged(
  deps: PortalEventsDeps,
  entry: InboxEntry,
  portal: OpenPortal,
  { type, sender, stateKey, content }: MatrixEvent,
): Promise<void> {
  const { lines, portals } = deps
  if (type === 'm.room.encryption') await portals.update(portal.key, { isEncrypted: true })
  // Nobody else decides where the account's chat goes on.
  if (type === 'm.room.tombstone' && sender === portal.account) {
    const next = parseRoomId(String(content['replacement_room'] ?? ''))
    const line = await lines.get(portal.line)
    if (next !== undefined && line !== undefined) await followUpgrade(deps, line, portal, next)
  }
  if (type === 'm.room.member' && stateKey === portal.account) {
    await accountMoved(deps, entry, portal, content['membership'])
  }
}

async function accountMoved(
  { portals, homeserver }: PortalEventsDeps,
  entry: InboxEntry,
  portal: OpenPortal,
  to: unknown,
): Promise<void> {
  const membership = memberships.find((word) => word === to)
  if (membership === undefined) return
  await portals.update(portal.key, { accountMembership: membership })
  if (membership === 'join') await joinHistories(homeserver, entry, portal)
}

/**
 * A text that is sent while an account of another server joins stands beside its joining, and that server
 * does not get it until something comes after both.
 */
async function joinHistories(
  homeserver: Homeserver,
  { key }: Pick<InboxEntry, 'key'>,
  { room, contact, account }: OpenPortal,
): Promise<void> {
  if (homeserver.actsFor(account)) return
  const event = { type: 'homeline.joined', content: {} }
  const transactionId = `${key}-joined`
  await homeserver.send({ kind: 'ghost', contact }, room, event, { transactionId })
}

/** Only the line's account is relayed; anyone else is told so and costs nothing. */
async function tellStranger(
  homeserver: Homeserver,
  { room, contact, account }: OpenPortal,
  { type, sender }: MatrixEvent,
): Promise<void> {
  if (type !== 'm.room.message' && type !== 'm.room.encrypted') return
  const body = `${sender}: only ${account} can send texts from this room. Your messages stay here.`
  const event = { type: 'm.room.message', content: { msgtype: 'm.notice', body } }
  const transactionId = `stranger-${room}-${sender}`
  await homeserver.send({ kind: 'ghost', contact }, room, event, { transactionId })
}

/** An invitation is ours, and recorded by whoever made it. */
const memberships = ['join', 'leave', 'ban'] as const
