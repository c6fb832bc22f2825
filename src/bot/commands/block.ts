import { type Contact, formatContact } from '../../core/contact.ts'
import { RefusedError } from '../../core/errors.ts'
import type { Portals } from '../../core/portal.ts'
import { noLineYet } from '../arguments.ts'
import { command } from '../command.ts'
import { plain } from '../reply.ts'
import { type ChatCommand, say, type Talk } from '../talk.ts'
import { contactOf } from '../typed-number.ts'

export interface BlockDeps {
  readonly portals: Portals
}

export function blockCommand(deps: BlockDeps): ChatCommand {
  return command({
    name: 'block',
    aliases: ['ignore'],
    arguments: { number: { kind: 'words', required: true, help: 'whose texts you don’t want' } },
    help: 'Keeps somebody’s texts away from you, on all your numbers.',
    permission: 'use',
    run: async (talk, { number }) => {
      const name = formatContact(await setBlocked(deps, talk, number, true))
      return say(
        plain(`${name} is blocked: texts from there are thrown away. To undo it: unblock ${name}`),
      )
    },
  })
}

export function unblockCommand(deps: BlockDeps): ChatCommand {
  return command({
    name: 'unblock',
    aliases: ['unignore'],
    arguments: { number: { kind: 'words', required: true, help: 'whose texts you want again' } },
    help: 'Lets somebody’s texts reach you again.',
    permission: 'use',
    run: async (talk, { number }) => {
      const name = formatContact(await setBlocked(deps, talk, number, false))
      return say(plain(`Texts from ${name} reach you again.`))
    },
  })
}

async function setBlocked(
  { portals }: BlockDeps,
  talk: Talk,
  typed: string,
  isBlocked: boolean,
): Promise<Contact> {
  if (talk.lines.length === 0) throw new RefusedError(noLineYet)
  const known = await portals.ofAccount(talk.account)
  const wanted = typed.trim().toLowerCase()
  const named = known.filter(({ name, contact }) =>
    [name, formatContact(contact)].some((shown) => shown?.toLowerCase() === wanted),
  )
  const contact =
    new Set(named.map((portal) => portal.contact)).size === 1 ? named[0]?.contact : undefined
  const target = contact ?? contactOf(typed, talk.countries)
  for (const { id: line, account } of talk.lines) {
    const { key } = await portals.begin({ line, contact: target, account })
    await portals.update(key, { isBlocked })
  }
  return target
}
