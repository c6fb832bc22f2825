import { setTimeout as wait } from 'node:timers/promises'
import { type Contact, dialable, formatContact } from '../../core/contact.ts'
import { HomeserverError } from '../../core/errors.ts'
import type { Homeserver } from '../../core/homeserver.ts'
import { parseUserId, type RoomId, type UserId } from '../../core/ids.ts'
import type { Handled, InboxEntry } from '../../core/inbox.ts'
import { matrixSource } from '../../core/lane.ts'
import type { Line } from '../../core/line.ts'
import type { Lines } from '../../core/lines.ts'
import type { MatrixEvent } from '../../core/matrix-event.ts'
import { formatPhoneNumber } from '../../core/phone.ts'
import type { Settings } from '../../core/settings.ts'
import { notice } from '../notice.ts'
import { type AdoptDeps, adoptRoom, writtenIn } from './adopt.ts'
import { explainNobody, type NobodyDeps } from './nobody.ts'
import { openPortal } from './open.ts'
import { roomLink } from './room-link.ts'
import { refuseUnreadable } from './unreadable.ts'
import { followInvitation } from './upgrade.ts'
import { createWaitingGhosts } from './waiting-ghosts.ts'

export interface GhostInvitesDeps extends AdoptDeps, NobodyDeps {
  readonly homeserver: Homeserver
  readonly lines: Lines
  readonly settings: Settings
}

/** A new chat by inviting a ghost, as clients do it. */
export interface GhostInvites {
  /** Undefined when the event has nothing to do with a ghost's invitation. */
  handle(entry: InboxEntry, event: MatrixEvent): Promise<Handled | undefined>
  /** Resolves when no ghost is on its way into these rooms: what was written there before comes first. */
  entered(rooms: readonly RoomId[]): Promise<void>
}

const done = { state: 'done' } as const
/** How long a transaction waits for a ghost that is joining, perhaps on a slow server; milliseconds. */
const patience = 5000

export function createGhostInvites(deps: GhostInvitesDeps): GhostInvites {
  const { homeserver, lines, portals, inbox } = deps
  const waiting = createWaitingGhosts(deps.settings)
  const entering = new Map<RoomId, Promise<void>>()

  async function invited(entry: InboxEntry, event: MatrixEvent, contact: Contact): Promise<void> {
    const ghost = { kind: 'ghost', contact } as const
    const { room, sender } = event
    try {
      await homeserver.join(ghost, room)
    } catch (error) {
      // The invitation was taken back, or the room is gone.
      if (error instanceof HomeserverError && !error.isRetryable) return
      throw error
    }
    if (await followInvitation(deps, room, contact, sender)) return
    const refusal = await refusalOf(room, sender, contact)
    if (refusal !== undefined) await leaveWith(entry, room, contact, refusal)
    else await introduce(entry, event, contact)
  }

  async function introduce(entry: InboxEntry, event: MatrixEvent, contact: Contact): Promise<void> {
    const { room, sender } = event
    const owned = await lines.ofAccount(sender)
    const line = owned.length === 1 ? owned[0] : owned.find(({ isDefault }) => isDefault)
    const ghost = { kind: 'ghost', contact } as const
    if ((await homeserver.getState(ghost, room, 'm.room.encryption')) !== undefined) {
      return await explainEncryption(entry, event, contact, line)
    }
    if (line !== undefined) return await begin(entry, room, contact, line)
    await waiting.put(room, { why: 'which-line', contact, account: sender })
    await notice(homeserver, entry, { contact, room }, question(owned))
  }

  async function refusalOf(
    room: RoomId,
    sender: UserId,
    contact: Contact,
  ): Promise<string | undefined> {
    const ghost = { kind: 'ghost', contact } as const
    if ((await lines.ofAccount(sender)).length === 0) {
      return `You have no number yet. Talk to ${homeserver.bot} to get one.`
    }
    if (dialable(contact) === undefined) return `${formatContact(contact)} can not receive texts.`
    if ((await homeserver.members(ghost, room)).length > 2) {
      return 'Phone numbers take part in chats of two only.'
    }
    return undefined
  }

  async function begin(
    entry: InboxEntry,
    room: RoomId,
    contact: Contact,
    line: Line,
  ): Promise<void> {
    const portal = await portals.begin({ line: line.id, contact, account: line.account })
    if (portal.room !== undefined && !portal.isEncrypted) {
      const open = await openPortal(deps, line, contact)
      const link = roomLink(open.room, homeserver.serverName)
      const body = `This chat exists already; please go on in ${link}`
      return await leaveWith(entry, room, contact, body)
    }
    const from = `${formatPhoneNumber(line.number)} (${line.label})`
    await notice(homeserver, entry, { contact, room }, `Texts from here go out from ${from}.`)
    await adoptRoom(deps, line, portal, room, 'invitation')
  }

  /** The ghost stays and answers: a room that it left would be silent. */
  async function explainEncryption(
    entry: InboxEntry,
    { room, sender }: MatrixEvent,
    contact: Contact,
    line: Line | undefined,
  ): Promise<void> {
    await deps.controlRooms.ensure(sender)
    const where =
      line === undefined
        ? `in a chat without encryption, or with ${homeserver.bot}`
        : `in ${roomLink((await openPortal(deps, line, contact)).room, homeserver.serverName)}`
    const body = `Texts can not go out from an encrypted room. Please go on ${where}`
    await notice(homeserver, entry, { contact, room }, body)
    await waiting.put(room, { why: 'encrypted', contact, account: sender })
    const { entries } = await writtenIn(homeserver, { contact, room }, 'invitation')
    await inbox.append(matrixSource, entries)
    deps.wake()
  }

  async function leaveWith(
    entry: InboxEntry,
    room: RoomId,
    contact: Contact,
    body: string,
  ): Promise<void> {
    await notice(homeserver, entry, { contact, room }, body)
    await homeserver.leave({ kind: 'ghost', contact }, room)
  }

  /** Something was written where a ghost waits. */
  async function written(entry: InboxEntry, event: MatrixEvent): Promise<Handled | undefined> {
    const { room } = event
    const ghost = await waiting.in(room)
    if (ghost === undefined) return undefined
    if (event.sender !== ghost.account) return done
    if (ghost.why === 'encrypted' || event.type === 'm.room.encrypted') {
      await refuseUnreadable(homeserver, entry, { ...ghost, room }, event)
      return done
    }
    const owned = await lines.ofAccount(ghost.account)
    const line = owned[Number(String(event.content['body'] ?? '').trim()) - 1]
    if (line === undefined) {
      const body = `That was not sent. ${question(owned)}`
      await notice(homeserver, entry, { ...ghost, room }, body)
      return done
    }
    await begin(entry, room, ghost.contact, line)
    await waiting.remove(room)
    return done
  }

  return {
    async handle(entry, event) {
      const { type, content, stateKey = '', room } = event
      if (type === 'm.room.message' || type === 'm.room.encrypted')
        return await written(entry, event)
      if (type !== 'm.room.member' || content['membership'] !== 'invite') return undefined
      const userId = parseUserId(stateKey)
      if (userId === undefined) return undefined
      const contact = homeserver.contactOf(userId)
      if (contact === undefined) {
        await explainNobody(deps, entry, event.sender, userId)
        return undefined
      }
      const work = invited(entry, event, contact).finally(() => entering.delete(room))
      entering.set(room, work)
      await work
      return done
    },

    async entered(rooms) {
      const underWay = rooms.flatMap((room) => entering.get(room) ?? [])
      if (underWay.length === 0) return
      await Promise.race([Promise.allSettled(underWay), wait(patience, undefined, { ref: false })])
    },
  }
}

function question(owned: readonly Line[]): string {
  const choices = owned.map(
    (line, index) => `${index + 1}. ${formatPhoneNumber(line.number)} (${line.label})`,
  )
  return [
    'Which of your numbers should texts from here go out from? Answer with its place:',
    ...choices,
  ].join('\n')
}
