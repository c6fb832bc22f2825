import { type Contact, dialable, formatContact } from '../core/contact.ts'
import { HomeserverError } from '../core/errors.ts'
import type { Homeserver } from '../core/homeserver.ts'
import type { RoomId, UserId } from '../core/ids.ts'
import type { Inbox, InboxEntry, Settlement } from '../core/inbox.ts'
import { eventLane, matrixSource } from '../core/lane.ts'
import type { Line } from '../core/line.ts'
import type { Lines } from '../core/lines.ts'
import type { MatrixEvent } from '../core/matrix-event.ts'
import { formatPhoneNumber } from '../core/phone.ts'
import type { Settings } from '../core/settings.ts'
import { notice } from './notice.ts'
import { adoptRoom, type OpenDeps, openPortal } from './open.ts'

export interface GhostInvitesDeps extends OpenDeps {
  readonly homeserver: Homeserver
  readonly lines: Lines
  readonly settings: Settings
  readonly inbox: Pick<Inbox, 'append'>
  readonly wake: () => void
}

/** A new chat by inviting a ghost, as clients do it. */
export interface GhostInvites {
  /** Undefined when the event has nothing to do with a ghost's invitation. */
  handle(entry: InboxEntry, event: MatrixEvent): Promise<Settlement | undefined>
}

const done = { state: 'done' } as const

export function createGhostInvites(deps: GhostInvitesDeps): GhostInvites {
  const { homeserver, lines, settings } = deps

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
    const refusal = await refusalOf(room, sender, contact)
    if (refusal !== undefined) return await leaveWith(entry, room, contact, refusal)
    const owned = await lines.ofAccount(sender)
    const line = owned.length === 1 ? owned[0] : owned.find(({ isDefault }) => isDefault)
    if (line !== undefined) return await begin(entry, room, contact, line)
    await settings.set(questionKey(room), JSON.stringify({ contact, account: sender }))
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
    const ghost = { kind: 'ghost', contact } as const
    const portal = await deps.portals.begin({ line: line.id, contact, account: line.account })
    const encryption = await homeserver.getState(ghost, room, 'm.room.encryption')
    if (portal.room === undefined && encryption === undefined) {
      await adoptRoom(deps, line, portal, room)
      const number = formatPhoneNumber(line.number)
      await notice(
        homeserver,
        entry,
        { contact, room },
        `Texts from here go out from ${number} (${line.label}).`,
      )
      return await readWhatWasWritten(room, contact)
    }
    const open = await openPortal(deps, line, contact)
    const why =
      encryption === undefined
        ? 'This chat exists already'
        : 'Texts can not go out from an encrypted room'
    await leaveWith(
      entry,
      room,
      contact,
      `${why}; please go on in https://matrix.to/#/${open.room}`,
    )
  }

  /** Before the ghost joined, the homeserver told us nothing of the room. */
  async function readWhatWasWritten(room: RoomId, contact: Contact): Promise<void> {
    const events: MatrixEvent[] = []
    for await (const event of homeserver.readForward({ kind: 'ghost', contact }, room)) {
      if (homeserver.contactOf(event.sender) === undefined) events.push(event)
    }
    const entries = events.map((event) => ({
      id: event.id,
      lane: eventLane(event),
      payload: { kind: 'matrix', event } as const,
    }))
    await deps.inbox.append(matrixSource, entries)
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

  /** The writer was asked which line to text from. */
  async function answered(entry: InboxEntry, event: MatrixEvent): Promise<Settlement | undefined> {
    const asked = await settings.get(questionKey(event.room))
    if (asked === undefined || asked === '') return undefined
    const { contact, account } = JSON.parse(asked) as { contact: Contact; account: UserId }
    if (event.sender !== account) return undefined
    const owned = await lines.ofAccount(account)
    const line = owned[Number(String(event.content['body'] ?? '').trim()) - 1]
    if (line === undefined) {
      await notice(homeserver, entry, { contact, room: event.room }, question(owned))
      return done
    }
    await settings.set(questionKey(event.room), '')
    await begin(entry, event.room, contact, line)
    return done
  }

  return {
    async handle(entry, event) {
      if (event.type === 'm.room.message') return await answered(entry, event)
      if (event.type !== 'm.room.member' || event.content['membership'] !== 'invite')
        return undefined
      const contact = homeserver.contactOf((event.stateKey ?? '') as UserId)
      if (contact === undefined) return undefined
      await invited(entry, event, contact)
      return done
    },
  }
}

function questionKey(room: RoomId): string {
  return `which line ${room}`
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
