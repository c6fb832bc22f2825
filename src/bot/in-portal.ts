import { RefusedError } from '../core/errors.ts'
import type { Homeserver } from '../core/homeserver.ts'
import type { Handled } from '../core/inbox.ts'
import type { Lines } from '../core/lines.ts'
import { type Policy, permissionOf } from '../lines/permissions.ts'
import type { AccountEventsDeps } from '../portal/events/account-events.ts'
import { findCommand } from './command.ts'
import { unknownCommand } from './commands/help.ts'
import type { PortalCommand, PortalTalk } from './portal-commands.ts'
import { noticeContent, plain, type Reply } from './reply.ts'
import { isAllowed } from './talk.ts'
import { firstWord } from './words.ts'

export interface InPortalDeps {
  readonly homeserver: Pick<Homeserver, 'bot' | 'send'>
  readonly lines: Pick<Lines, 'get'>
  readonly policy: Policy
  readonly commands: readonly PortalCommand[]
  /** Names of what the chat with the bot understands. */
  readonly elsewhere: readonly string[]
}

/** "!line …" in a portal. The bot is not there: the contact's ghost answers, and only the account reads it. */
export function inPortal(deps: InPortalDeps): AccountEventsDeps['command'] {
  const { homeserver, lines, policy, commands, elsewhere } = deps

  async function run(talk: PortalTalk, typed: string): Promise<Reply | Handled> {
    const word = firstWord(typed)
    const found = findCommand(commands, word)
    if (found === undefined) {
      return elsewhere.includes(word.toLowerCase())
        ? plain(`For "${word.toLowerCase()}" please talk to ${homeserver.bot}.`)
        : unknownCommand(commands, typed, '!line help')
    }
    if (!isAllowed(permissionOf(policy, talk.portal.account), found)) {
      return plain('You may not use Homeline any more. Please ask whoever runs it.')
    }
    try {
      return await found.run(talk, typed.slice(word.length))
    } catch (error) {
      if (error instanceof RefusedError) return plain(error.message)
      throw error
    }
  }

  return async (entry, portal, _event, text, signal) => {
    const line = await lines.get(portal.line)
    if (line === undefined) return undefined
    const typed = text.replace(/^\s*!line\b/i, '').trim()
    const result = await run({ entry, portal, line, signal, lines: [], countries: [] }, typed)
    if ('state' in result) return result
    const ghost = { kind: 'ghost', contact: portal.contact } as const
    const event = { type: 'm.room.message', content: noticeContent(result) }
    await homeserver.send(ghost, portal.room, event, { transactionId: `${entry.key}-bot` })
    return undefined
  }
}
