import { HomeserverError } from '../../core/errors.ts'
import type { Homeserver } from '../../core/homeserver.ts'
import type { RoomId, UserId } from '../../core/ids.ts'
import type { MatrixEvent } from '../../core/matrix-event.ts'
import type { Rooms } from '../../core/rooms.ts'
import { portalPowerLevels, secretAlias } from './room.ts'
import { roomLink } from './room-link.ts'

export interface ControlRoomsDeps {
  readonly homeserver: Homeserver
  readonly rooms: Rooms
  readonly aliasSecret: string
  /** The bot's first words in a new chat. */
  readonly greet: (account: UserId, room: RoomId) => Promise<void>
}

/** The plain chats of accounts with the bot. */
export interface ControlRooms {
  /** Opens one of our own, once. */
  ensure(account: UserId): Promise<RoomId>
  /** The bot was invited: it joins a chat of two without encryption, which becomes the account's. */
  invited(event: MatrixEvent): Promise<void>
}

const bot = { kind: 'bot' } as const

export function createControlRooms(deps: ControlRoomsDeps): ControlRooms {
  const { homeserver, rooms, aliasSecret, greet } = deps

  async function open(account: UserId): Promise<RoomId> {
    const { room } = await homeserver.createRoom(bot, {
      name: 'Homeline',
      topic: 'Your telephone numbers. Type "help".',
      alias: secretAlias(
        aliasSecret,
        `control ${account} ${(await rooms.controlRoom(account)) ?? ''}`,
      ),
      invite: [account],
      isDirect: true,
      isSpace: false,
      powerLevels: portalPowerLevels,
      state: [],
    })
    await rooms.setControlRoom(account, room)
    if (homeserver.actsFor(account)) {
      await homeserver.join({ kind: 'account', userId: account }, room)
      await homeserver.markDirect(account, [{ other: homeserver.bot, room }])
    }
    await greet(account, room)
    return room
  }

  async function join(room: RoomId): Promise<boolean> {
    try {
      await homeserver.join(bot, room)
      return true
    } catch (error) {
      if (error instanceof HomeserverError && !error.isRetryable) return false
      throw error
    }
  }

  async function isEncrypted(room: RoomId): Promise<boolean> {
    return (await homeserver.getState(bot, room, 'm.room.encryption')) !== undefined
  }

  async function leaveWith(room: RoomId, body: string): Promise<void> {
    const event = { type: 'm.room.message', content: { msgtype: 'm.notice', body } }
    await homeserver.send(bot, room, event, { transactionId: `left-${room}` })
    await homeserver.leave(bot, room)
  }

  return {
    async ensure(account) {
      const known = await rooms.controlRoom(account)
      if (known === undefined) return await open(account)
      const members = await homeserver.members(bot, known).catch(forbidden)
      if (members.length === 0 || (await isEncrypted(known))) return await open(account)
      if (!members.some(({ userId }) => userId === account)) {
        await homeserver.invite(bot, known, account)
      }
      return known
    },

    async invited({ id, room, sender }) {
      if (!(await join(room))) return
      const members = await homeserver.members(bot, room)
      if (members.length > 2) {
        await leaveWith(room, 'I talk in chats of two only. Please open a direct chat with me.')
      } else if (await isEncrypted(room)) {
        const link = roomLink(await this.ensure(sender), homeserver.serverName)
        await leaveWith(
          room,
          `I can’t read encrypted messages. Please talk to me in our chat without encryption: ${link}`,
        )
      } else {
        await rooms.setControlRoom(sender, room, id)
        await greet(sender, room)
      }
    },
  }
}

function forbidden(error: unknown): [] {
  if (error instanceof HomeserverError && !error.isRetryable) return []
  throw error
}
