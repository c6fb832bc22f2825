import { formatContact } from '../../core/contact.ts'
import type { Line } from '../../core/line.ts'
import type { Portal, Portals } from '../../core/portal.ts'
import { roomLink } from '../../portal/rooms/room-link.ts'
import { command } from '../command.ts'
import { listed, plain, quoted } from '../reply.ts'
import { type ChatCommand, say } from '../talk.ts'

const perPage = 10

export function chatsCommand(deps: {
  readonly portals: Portals
  readonly serverName: string
}): ChatCommand {
  return command({
    name: 'chats',
    aliases: ['rooms', 'conversations'],
    arguments: { page: { kind: 'page', required: false, help: 'which part of a long list' } },
    help: 'Lists your chats, the recently busy first.',
    permission: 'use',
    run: async ({ account, lines }, { page = 1 }) => {
      const all = await deps.portals.ofAccount(account)
      if (all.length === 0) return say(plain('No chats yet. Begin one: text +1… Hello'))
      const pages = Math.ceil(all.length / perPage)
      if (page > pages)
        return say(plain(`There ${pages === 1 ? 'is one page' : `are ${pages} pages`}.`))
      const start = (page - 1) * perPage
      const shown = all.slice(start, start + perPage)
      const items = shown.map((portal) => describe(portal, lines, deps.serverName))
      const more = page < pages ? `More: chats ${page + 1}` : ''
      return say(listed('Your chats:', items, more, { ordered: true, start: start + 1 }))
    },
  })
}

function describe(portal: Portal, lines: readonly Line[], serverName: string): string {
  const line = lines.find(({ id }) => id === portal.line)
  const number = formatContact(portal.contact)
  const parts = [
    portal.name === undefined ? number : `${quoted(portal.name)}, ${number}`,
    line === undefined ? '' : ` on ${quoted(line.label)}`,
    portal.isBlocked ? ', blocked' : '',
    portal.room === undefined ? '' : `: ${roomLink(portal.room, serverName)}`,
  ]
  return parts.join('')
}
