import { RefusedError } from '../core/errors.ts'
import { shorten } from '../lib/shorten.ts'
import type { Permission } from '../lines/permissions.ts'
import { type Kind, type Reading, readers, type Values } from './arguments.ts'

/** What the bot can be told, as data: help and argument errors derive from it. */
export interface Command<Talk, Result> {
  readonly name: string
  readonly aliases: readonly string[]
  /** By the name that help shows, in their order. */
  readonly arguments: Arguments
  /** One sentence. */
  readonly help: string
  /** The least that the account must be allowed. */
  readonly permission: Exclude<Permission['level'], 'none'>
  /** @throws RefusedError when an argument is missing, wrong or too much */
  readonly run: (talk: Talk, given: string) => Promise<Result>
}

type Arguments = Readonly<Record<string, Argument>>

interface Argument {
  readonly kind: Kind
  readonly required: boolean
  readonly help: string
  /** The word that announces it. */
  readonly after?: string
}

type Given<Wanted extends Arguments> = {
  readonly [Name in keyof Wanted]: Wanted[Name]['required'] extends true
    ? Values[Wanted[Name]['kind']]
    : Values[Wanted[Name]['kind']] | undefined
}

/** A command whose function gets its arguments read and typed. */
export function command<const Wanted extends Arguments, Talk extends Reading, Result>(
  definition: Omit<Command<Talk, Result>, 'arguments' | 'run'> & {
    readonly arguments: Wanted
    readonly run: (talk: Talk, given: Given<Wanted>) => Promise<Result>
  },
): Command<Talk, Result> {
  const read = (talk: Talk, text: string) => readArguments(definition, talk, text) as Given<Wanted>
  return {
    ...definition,
    run: async (talk, text) => await definition.run(talk, read(talk, text)),
  }
}

/** "text <number> [on <line>] <message>" */
export function usage({
  name,
  arguments: wanted,
}: Pick<Command<never, unknown>, 'name' | 'arguments'>): string {
  const parts = Object.entries(wanted).map(([argument, { required, after }]) => {
    const part = after === undefined ? argument : `${after} <${argument}>`
    return required ? `<${argument}>` : `[${part}]`
  })
  return [name, ...parts].join(' ')
}

/** The command of this name or alias. */
export function findCommand<Found extends Pick<Command<never, unknown>, 'name' | 'aliases'>>(
  commands: readonly Found[],
  word: string,
): Found | undefined {
  const wanted = word
    .slice(0, 40)
    .toLowerCase()
    .replace(/[.:!?]+$/, '')
  return commands.find(({ name, aliases }) => name === wanted || aliases.includes(wanted))
}

function readArguments(
  command: Pick<Command<never, unknown>, 'name' | 'arguments'>,
  reading: Reading,
  text: string,
): Record<string, unknown> {
  const values: Record<string, unknown> = {}
  let rest = text.trim()
  for (const [name, argument] of Object.entries(command.arguments)) {
    const before = announced(argument, rest)
    if (before === undefined && argument.required) {
      throw new RefusedError(`Please say the ${name}: ${argument.help}.\nUsage: ${usage(command)}`)
    }
    if (before === undefined) continue
    const read = readers[argument.kind](before, reading)
    values[name] = read.value
    rest = read.rest
  }
  if (rest !== '') {
    const extra = shorten(rest, 40)
    throw new RefusedError(`I don’t understand “${extra}” there.\nUsage: ${usage(command)}`)
  }
  return values
}

/** The text that the argument is to be read from; undefined when it was not given. */
function announced({ after }: Argument, text: string): string | undefined {
  if (text === '') return undefined
  if (after === undefined) return text
  const [word = ''] = /^\S+\s+/.exec(text) ?? []
  return word.trim().toLowerCase() === after ? text.slice(word.length) : undefined
}
