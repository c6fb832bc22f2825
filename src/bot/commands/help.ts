import { nearest } from '../../lib/nearest.ts'
import { shorten } from '../../lib/shorten.ts'
import { type Command, command, findCommand, usage } from '../command.ts'
import { listed, plain, quoted, type Reply } from '../reply.ts'
import { type ChatCommand, isAllowed, say } from '../talk.ts'

/** @param commands all of them, this one included */
export function helpCommand(commands: () => readonly ChatCommand[]): ChatCommand {
  return command({
    name: 'help',
    aliases: ['?', 'commands', 'start', 'hi', 'hello'],
    arguments: {
      command: { kind: 'words', required: false, help: 'what you want to know more about' },
    },
    help: 'Says what I can do.',
    permission: 'use',
    run: async ({ permission }, { command: wanted }) => {
      const allowed = commands().filter((each) => isAllowed(permission, each))
      return say(wanted === undefined ? overview(allowed) : explained(allowed, wanted))
    },
  })
}

/** All commands in a list. */
export function overview(commands: readonly Described[], prefix = ''): Reply {
  const items = commands.map((each) => `${prefix}${usage(each)} — ${each.help}`)
  return listed('This is what I understand:', items)
}

function explained(commands: readonly Described[], wanted: string): Reply {
  const found = findCommand(commands, wanted.replace(/^!(line\s+)?/i, ''))
  if (found === undefined) return unknownCommand(commands, wanted)
  const parts = Object.entries(found.arguments).map(
    ([name, { required, help }]) => `${name}${required ? '' : ' (may be left out)'}: ${help}`,
  )
  const aliases = found.aliases.filter((alias) => /^\w/.test(alias))
  const also = aliases.length === 0 ? '' : `Also: ${aliases.join(', ')}.`
  const intro = `${usage(found)}\n${found.help}`
  return parts.length === 0 ? plain([intro, also].join('\n').trim()) : listed(intro, parts, also)
}

export function unknownCommand(commands: readonly Described[], text: string, help = 'help'): Reply {
  const word = text.split(/\s/, 1)[0] ?? ''
  const names = commands.flatMap(({ name, aliases }) => [name, ...aliases])
  const meant = nearest(
    word,
    names.filter((name) => name.length > 2),
  )
  const hint = meant === undefined ? '' : ` Did you mean "${meant}"?`
  return plain(
    `I don’t know ${quoted(shorten(word, 40))}.${hint} Type "${help}" for what I understand.`,
  )
}

type Described = Omit<Command<never, unknown>, 'run'>
