import type { Carrier } from '../core/carrier.ts'
import { formatContact } from '../core/contact.ts'
import { RefusedError } from '../core/errors.ts'
import type { Homeserver } from '../core/homeserver.ts'
import type { Handled, InboxEntry } from '../core/inbox.ts'
import type { Line } from '../core/line.ts'
import type { Messages } from '../core/message.ts'
import type { Portals } from '../core/portal.ts'
import type { AccountEvents } from '../portal/events/account-events.ts'
import { ignoreForbidden, type OpenPortal } from '../portal/rooms/open.ts'
import type { Reading } from './arguments.ts'
import { type Command, command } from './command.ts'
import { overview } from './commands/help.ts'
import { lineName } from './commands/lines.ts'
import { plain, quoted, type Reply } from './reply.ts'

export interface PortalCommandDeps {
  readonly homeserver: Pick<Homeserver, 'ghostOf' | 'setState'>
  readonly portals: Portals
  readonly messages: Pick<Messages, 'byKey' | 'lastFailed'>
  readonly carriers: ReadonlyMap<string, Carrier>
  readonly accountEvents: Pick<AccountEvents, 'retry'>
}

/** Something said to the bot in a portal. */
export interface PortalTalk extends Reading {
  readonly entry: InboxEntry
  readonly portal: OpenPortal
  readonly line: Line
  readonly signal: AbortSignal
}

export type PortalCommand = Command<PortalTalk, Reply | Handled>

/** What follows "!line" in a portal; nothing at all is the first one. */
export function portalCommands(deps: PortalCommandDeps): readonly PortalCommand[] {
  const commands: readonly PortalCommand[] = [
    infoCommand(deps),
    retryCommand(deps),
    nameCommand(deps),
    blockCommand(deps, true),
    blockCommand(deps, false),
    resumeCommand(deps),
    command({
      name: 'help',
      aliases: ['?'],
      arguments: {},
      help: 'Says what can be done here.',
      permission: 'use',
      run: async () => overview(commands, '!line '),
    }),
  ]
  return commands
}

function infoCommand({ carriers }: PortalCommandDeps): PortalCommand {
  return command({
    name: '',
    aliases: ['info', 'status'],
    arguments: {},
    help: 'Says which of your numbers this chat is on.',
    permission: 'use',
    run: async ({ line, portal }) => {
      const carrier = carriers.get(line.carrier)
      const isSimulated = carrier?.capabilities.isSimulated === true
      const parts = [
        `Texts to ${whoIs(portal)} go out from ${lineName(line)} over the carrier ${line.carrier}.`,
        isSimulated ? 'The carrier is simulated: no text leaves this machine.' : '',
        carrier === undefined ? 'It is not configured any more.' : '',
        line.state === 'released' ? 'The number was released: nothing goes out any more.' : '',
        portal.isOptedOut
          ? 'They answered STOP: what you write is refused until they answer START.'
          : '',
        portal.isBlocked ? 'You blocked this chat: what comes is thrown away.' : '',
      ]
      return plain(parts.filter((part) => part !== '').join(' '))
    },
  })
}

function retryCommand({ messages, accountEvents }: PortalCommandDeps): PortalCommand {
  return command({
    name: 'retry',
    aliases: ['resend'],
    arguments: {},
    help: 'Sends the last text again that was not sent.',
    permission: 'use',
    run: async ({ entry, portal, signal }) => {
      // Worked on before and cut off: its own attempt is what it is about.
      const begun = await messages.byKey(entry.key)
      const message = begun ?? (await messages.lastFailed(portal.key))
      if (message === undefined) return plain('There is nothing here to send again.')
      const settlement = await accountEvents.retry(entry, portal, message.event, signal)
      return settlement ?? plain('That message can not be sent again. Please write it anew.')
    },
  })
}

function nameCommand({ homeserver, portals }: PortalCommandDeps): PortalCommand {
  /**
   * The ghost's profile is everybody's; its membership in this room is not. A room that the account
   * opened may not let the ghost name anything.
   */
  async function rename(portal: OpenPortal, name: string): Promise<void> {
    const { contact, room } = portal
    const ghost = { kind: 'ghost', contact } as const
    const member = {
      type: 'm.room.member',
      stateKey: homeserver.ghostOf(contact),
      content: { membership: 'join', displayname: name },
    }
    const title = { type: 'm.room.name', stateKey: '', content: { name } }
    await portals.update(portal.key, { name })
    await homeserver.setState(ghost, room, member).catch(ignoreForbidden)
    await homeserver.setState(ghost, room, title).catch(ignoreForbidden)
  }

  return command({
    name: 'name',
    aliases: ['rename', 'call'],
    arguments: { name: { kind: 'words', required: true, help: 'what you call this contact' } },
    help: 'Names the contact, for you alone.',
    permission: 'use',
    run: async ({ portal }, { name: typed }) => {
      const name = contactName(typed)
      const all = await portals.ofAccount(portal.account)
      await rename(portal, name)
      for (const { room, ...other } of all) {
        if (other.contact !== portal.contact || room === undefined || room === portal.room) continue
        await rename({ ...other, room }, name)
      }
      return plain(`${formatContact(portal.contact)} is ${quoted(name)} now, for you alone.`)
    },
  })
}

function blockCommand({ portals }: PortalCommandDeps, isBlocked: boolean): PortalCommand {
  return command({
    name: isBlocked ? 'block' : 'unblock',
    aliases: [],
    arguments: {},
    help: isBlocked ? 'Throws away what comes from here.' : 'Lets texts reach you here again.',
    permission: 'use',
    run: async ({ portal }) => {
      await portals.update(portal.key, { isBlocked })
      return plain(
        isBlocked
          ? `What ${whoIs(portal)} writes to this number is thrown away from now on. To undo it: !line unblock`
          : `Texts from ${whoIs(portal)} reach you here again.`,
      )
    },
  })
}

function resumeCommand({ portals, carriers }: PortalCommandDeps): PortalCommand {
  return command({
    name: 'resume',
    aliases: ['unstop'],
    arguments: {},
    help: 'Texts go out again to somebody who answered STOP and did not mean it so.',
    permission: 'use',
    run: async ({ portal, line }) => {
      const who = whoIs(portal)
      if (!portal.isOptedOut) return plain(`${who} did not answer STOP: texts go out.`)
      if (carriers.get(line.carrier)?.capabilities.optOut !== 'self') {
        return plain(`The carrier keeps your texts from ${who} until they answer START themselves.`)
      }
      await portals.update(portal.key, { isOptedOut: false })
      return plain(`Your texts to ${who} go out again.`)
    },
  })
}

/** @throws RefusedError */
function contactName(typed: string): string {
  const name = typed.replace(/[\p{Cc}\p{Bidi_Control}\s]+/gu, ' ').trim()
  if (name === '' || name.length > 80) throw new RefusedError('A name has 1 to 80 characters.')
  return name
}

function whoIs({ name, contact }: Pick<OpenPortal, 'name' | 'contact'>): string {
  const number = formatContact(contact)
  return name === undefined ? number : `${quoted(name)} (${number})`
}
