import type { Dialogues } from '../core/dialogues.ts'
import { HomeserverError } from '../core/errors.ts'
import type { Homeserver } from '../core/homeserver.ts'
import type { RoomId, UserId } from '../core/ids.ts'
import type { Handled, InboxEntry } from '../core/inbox.ts'
import type { Log } from '../core/log.ts'
import type { MatrixEvent } from '../core/matrix-event.ts'
import type { Rooms } from '../core/rooms.ts'
import { permissionOf } from '../lines/permissions.ts'
import type { AccountEventsDeps } from '../portal/events/account-events.ts'
import { commandMistakeText } from '../portal/out/unforeseen.ts'
import type { ControlRooms } from '../portal/rooms/control-rooms.ts'
import { roomLink } from '../portal/rooms/room-link.ts'
import { type ChatDeps, converse } from './chat.ts'
import { chatCommands } from './chat-commands.ts'
import type { SettingsDeps } from './commands/settings.ts'
import type { StatusDeps } from './commands/status.ts'
import { greeting } from './greeting.ts'
import { type Heard, heard } from './heard.ts'
import { inPortal } from './in-portal.ts'
import { type PortalCommandDeps, portalCommands } from './portal-commands.ts'
import { noticeContent, plain, type Reply } from './reply.ts'

export type BotDeps = Omit<ChatDeps, 'commands'> &
  StatusDeps &
  SettingsDeps &
  PortalCommandDeps & {
    readonly homeserver: Homeserver
    readonly dialogues: Dialogues
    readonly rooms: Pick<Rooms, 'accountOfControlRoom'>
    readonly controlRooms: Pick<ControlRooms, 'ensure' | 'invited'>
    readonly log: Log
  }

/** Whoever speaks to Homeline speaks to the bot. */
export interface Bot {
  /** First words in a new chat, once the account is in it. */
  greet(account: UserId, room: RoomId): Promise<void>
  /** Events in rooms that are no portals: chats with the bot, its invitations. */
  elsewhere(entry: InboxEntry, event: MatrixEvent): Promise<Handled>
  /** Homeline itself stopped what was said in such a room: whoever waits for an answer in its own chat is told. */
  sorry(entry: InboxEntry, event: MatrixEvent): Promise<void>
  /** `!line …` typed in a portal; a settlement when it sent a text again. */
  readonly command: AccountEventsDeps['command']
}

const bot = { kind: 'bot' } as const
const done = { state: 'done' } as const

export function createBot(deps: BotDeps): Bot {
  const { homeserver, rooms, controlRooms, policy, log } = deps
  const commands = chatCommands(deps)
  const chat: ChatDeps = { ...deps, commands }

  async function tell(room: RoomId, reply: Reply, transactionId: string): Promise<void> {
    const event = { type: 'm.room.message', content: noticeContent(reply) }
    await homeserver.send(bot, room, event, { transactionId })
  }

  function isKnown(account: UserId): boolean {
    return permissionOf(policy, account).level !== 'none'
  }

  const greet: Bot['greet'] = async (account, room) => {
    const members = await homeserver.members(bot, room)
    const isHere = members.some((each) => each.userId === account && each.membership === 'join')
    // Over federation what was said before somebody joined is missing.
    if (!isHere || !isKnown(account)) return
    await tell(room, greeting(await deps.lines.ofAccount(account)), `greet-${room}`)
  }

  async function invited(entry: InboxEntry, event: MatrixEvent): Promise<void> {
    if (isKnown(event.sender)) return await controlRooms.invited(event)
    await homeserver.join(bot, event.room)
    await tell(event.room, plain(stranger), `${entry.key}-bot`)
    await homeserver.leave(bot, event.room)
  }

  async function membership(entry: InboxEntry, event: MatrixEvent): Promise<void> {
    const { room, stateKey, content } = event
    if (stateKey === homeserver.bot && content['membership'] === 'invite') {
      return await invited(entry, event)
    }
    if (content['membership'] !== 'join') return
    const account = await rooms.accountOfControlRoom(room)
    if (account !== undefined && account === stateKey) await greet(account, room)
  }

  /** A chat of two: the account's own, or another one that it opened with the bot. */
  async function isChatWith(account: UserId, room: RoomId): Promise<'yes' | 'no' | 'crowd'> {
    if ((await rooms.accountOfControlRoom(room)) === account) return 'yes'
    const members = await homeserver.members(bot, room)
    const isHere = [account, homeserver.bot].every((wanted) =>
      members.some(({ userId }) => userId === wanted),
    )
    if (!isHere) return 'no'
    return members.length === 2 ? 'yes' : 'crowd'
  }

  async function spoken(entry: InboxEntry, event: MatrixEvent): Promise<void> {
    const { sender, room } = event
    const said = heard(event)
    if (said.kind === 'nothing') return
    const place = await isChatWith(sender, room)
    if (place === 'no') return
    if (isKnown(sender) && place === 'yes') return await respond(entry, sender, room, said)
    if (said.kind === 'tapped') return
    const [why, body] = isKnown(sender) ? ['crowd', crowd] : ['stranger', stranger]
    await tell(room, plain(body), `${why}-${room}-${sender}`)
  }

  async function respond(
    entry: InboxEntry,
    account: UserId,
    room: RoomId,
    said: Exclude<Heard, { kind: 'nothing' }>,
  ): Promise<void> {
    switch (said.kind) {
      case 'encrypted':
        return await offerPlainChat(entry, account, room)
      case 'wordless':
        return await tell(room, plain(wordless), `${entry.key}-bot`)
      case 'typed':
      case 'tapped':
        return await converse(chat, entry, account, room, said)
      default:
        return said satisfies never
    }
  }

  async function offerPlainChat(entry: InboxEntry, account: UserId, room: RoomId): Promise<void> {
    const other = await controlRooms.ensure(account)
    const link = roomLink(other, homeserver.serverName)
    const body = `I can’t read encrypted messages. Please talk to me in our chat without encryption: ${link}`
    await tell(room, plain(body), `${entry.key}-bot`)
  }

  return {
    greet,
    command: inPortal({
      ...deps,
      commands: portalCommands(deps),
      elsewhere: commands.map(({ name }) => name),
    }),

    async sorry(entry, event) {
      if (heard(event).kind === 'nothing') return
      if ((await rooms.accountOfControlRoom(event.room)) !== event.sender) return
      await tell(event.room, plain(commandMistakeText), `${entry.key}-mistake`)
    },

    async elsewhere(entry, event) {
      if (homeserver.isOurs(event.sender)) return done
      try {
        await (event.type === 'm.room.member' ? membership : spoken)(entry, event)
      } catch (error) {
        // A room that the bot is not in, or was thrown out of.
        if (!(error instanceof HomeserverError) || error.isRetryable) throw error
        log.debug({ entry: entry.id, code: error.code }, 'a room is closed to the bot')
      }
      return done
    },
  }
}

const stranger =
  'Hello! This Homeline has not given you permission to use it, so I can’t help you here. Please ask whoever runs it.'
const crowd = 'I talk in chats of two only. Please open a direct chat with me.'
const wordless = 'I understand words only. Type "help" for what I can do.'
