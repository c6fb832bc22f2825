import type { Contact } from '../../core/contact.ts'
import { HomeserverError } from '../../core/errors.ts'
import type { Actor, Homeserver } from '../../core/homeserver.ts'
import type { RoomId } from '../../core/ids.ts'
import type { Line } from '../../core/line.ts'
import type { Portal, Portals } from '../../core/portal.ts'
import { isClosed } from './closed-room.ts'
import { type PortalRoom, portalRoom } from './room.ts'
import { roomLink } from './room-link.ts'
import type { Spaces } from './space.ts'

export interface OpenDeps {
  readonly homeserver: Homeserver
  readonly portals: Portals
  readonly spaces: Spaces
  readonly isSimulated: (carrier: string) => boolean
  readonly aliasSecret: string
}

export type OpenPortal = Portal & { readonly room: RoomId }

/**
 * Finds the portal of a line and a contact, or opens it; the account is in it or invited. An encrypted
 * room, and one that the account can't be brought back to, is replaced.
 */
export async function openPortal(
  deps: OpenDeps,
  line: Line,
  contact: Contact,
): Promise<OpenPortal> {
  const { id, account } = line
  const portal = await deps.portals.begin({ line: id, contact, account })
  if (portal.room === undefined) return await createPortalRoom(deps, line, portal)
  const open = { ...portal, room: portal.room }
  if (portal.isEncrypted) return await replaceEncrypted(deps, line, open)
  const { accountMembership: membership } = portal
  if (membership === 'join' || membership === 'invite') return open
  try {
    if (membership !== 'none') await deps.homeserver.invite(ghostOf(portal), open.room, account)
    await settleIn(deps, line, open)
    return open
  } catch (error) {
    if (!isClosed(error)) throw error
    return await createPortalRoom(deps, line, portal)
  }
}

/** What is written in the old room can't be read: it says where the chat goes on. */
async function replaceEncrypted(
  deps: OpenDeps,
  line: Line,
  portal: OpenPortal,
): Promise<OpenPortal> {
  const { homeserver } = deps
  const next = await createPortalRoom(deps, line, portal)
  const link = roomLink(next.room, homeserver.serverName)
  const body = `This chat goes on without encryption in ${link}`
  const event = { type: 'm.room.message', content: { msgtype: 'm.notice', body } }
  const ghost = ghostOf(portal)
  const transactionId = `replaced-${portal.room}`
  await homeserver.send(ghost, portal.room, event, { transactionId }).catch(ignoreForbidden)
  await homeserver.leave(ghost, portal.room).catch(ignoreForbidden)
  return next
}

/** A new room for the portal, also when the old one is lost to us. */
export async function createPortalRoom(
  deps: OpenDeps,
  line: Line,
  portal: Portal,
): Promise<OpenPortal> {
  const space = await deps.spaces.ensure(line)
  const shape = roomShape(deps, { ...line, space }, portal)
  const ghost = ghostOf(portal)
  const { room, isNew } = await deps.homeserver.createRoom(ghost, portalRoom(shape))
  await deps.portals.link(portal.key, room)
  const open = { ...portal, room }
  try {
    // What was interrupted may have come as far as the alias, or as the room without its invitations.
    if (!isNew) await deps.homeserver.invite(ghost, room, portal.account)
    await settleIn(deps, line, open)
    return open
  } catch (error) {
    if (isNew || !isClosed(error)) throw error
    return await createPortalRoom(deps, line, open)
  }
}

/**
 * Puts the room where the account finds it. The membership is recorded last: until then whatever was
 * interrupted is done again with the next text.
 */
async function settleIn(deps: OpenDeps, line: Line, portal: OpenPortal): Promise<void> {
  const { homeserver, portals, spaces } = deps
  const { account, room } = portal
  await spaces.add(await spaces.ensure(line), room)
  if (homeserver.actsFor(account)) {
    await homeserver.join({ kind: 'account', userId: account }, room)
    await homeserver.markDirect(account, [{ other: homeserver.ghostOf(portal.contact), room }])
    return await portals.update(portal.key, { accountMembership: 'join' })
  }
  await portals.update(portal.key, { accountMembership: 'invite' })
}

export function ghostOf({ contact }: Pick<Portal, 'contact'>): Actor {
  return { kind: 'ghost', contact }
}

export function roomShape(deps: OpenDeps, line: Line, portal: Portal): PortalRoom {
  const { homeserver, aliasSecret, isSimulated } = deps
  return {
    portal,
    line,
    ghost: homeserver.ghostOf(portal.contact),
    bot: homeserver.bot,
    isSimulated: isSimulated(line.carrier),
    serverName: homeserver.serverName,
    aliasSecret,
  }
}

export function ignoreForbidden(error: unknown): void {
  if (!(error instanceof HomeserverError && error.status === 403)) throw error
}
