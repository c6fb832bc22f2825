import { HomeserverError } from '../../core/errors.ts'
import type { Homeserver } from '../../core/homeserver.ts'
import type { EventId, RoomId } from '../../core/ids.ts'
import type { Inbox, NewEntry } from '../../core/inbox.ts'
import { eventLane, matrixSource } from '../../core/lane.ts'
import type { Line } from '../../core/line.ts'
import type { Portal } from '../../core/portal.ts'
import { ghostOf, ignoreForbidden, type OpenDeps, type OpenPortal, roomShape } from './open.ts'
import { bridgeState, topicState } from './room.ts'

export interface AdoptDeps extends OpenDeps {
  readonly inbox: Pick<Inbox, 'append'>
  readonly wake: () => void
}

/**
 * Makes a room that a person opened the portal's, and tells it so as far as the ghost may. What was written
 * there before the ghost joined goes out as well.
 */
export async function adoptRoom(
  deps: AdoptDeps,
  line: Line,
  portal: Portal,
  room: RoomId,
  from: Beginning,
): Promise<void> {
  const { homeserver, portals, spaces } = deps
  const { since, entries } = await writtenIn(homeserver, { contact: portal.contact, room }, from)
  const space = await spaces.ensure(line)
  const shape = roomShape(deps, line, portal)
  for (const event of [...bridgeState(shape), topicState(shape)]) {
    await homeserver.setState(ghostOf(portal), room, event).catch(ignoreForbidden)
  }
  await spaces.add(space, room)
  // From here on nothing fails but the disk; what is not appended then is read after a crash.
  await portals.link(portal.key, room, since)
  await portals.update(portal.key, { accountMembership: 'join' })
  await deps.inbox.append(matrixSource, entries)
  deps.wake()
}

/**
 * What people wrote in a room; the homeserver tells by itself only what comes after the ghost has joined.
 * What was written before it was invited was not meant for a phone, unless the room replaces a portal's.
 */
export async function writtenIn(
  homeserver: Homeserver,
  { contact, room }: Pick<OpenPortal, 'contact' | 'room'>,
  from: Beginning,
): Promise<Written> {
  const ghost = homeserver.ghostOf(contact)
  const entries: NewEntry[] = []
  let since: EventId | undefined
  for await (const event of homeserver.readForward({ kind: 'ghost', contact }, room)) {
    const isInvitation = event.stateKey === ghost && event.type === 'm.room.member'
    if (isInvitation || from === 'beginning') since ??= event.id
    if (since === undefined || homeserver.contactOf(event.sender) !== undefined) continue
    entries.push({ id: event.id, lane: eventLane(event), payload: { kind: 'matrix', event } })
  }
  if (since === undefined) throw new HomeserverError('M_UNKNOWN', 'The ghost sees no invitation')
  return { since, entries }
}

/** From where on a room's events are a portal's. */
export type Beginning = 'beginning' | 'invitation'

interface Written {
  /** The room's first event, or the ghost's invitation. */
  readonly since: EventId
  readonly entries: readonly NewEntry[]
}
