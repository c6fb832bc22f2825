import { parseArgs } from 'node:util'
import { ConfigError } from '../config/error.ts'
import { CarrierError, HomeserverError, RefusedError } from '../core/errors.ts'
import { type Call, type Command, UsageError } from './command.ts'
import { commands, commonOptions } from './commands.ts'
import { commandHelp, generalHelp } from './help.ts'
import { configOf } from './settings.ts'

/** Runs the command line. @returns exit status: 0 done, 1 it could not be done, 2 called wrongly */
export async function run(argv: readonly string[]): Promise<number> {
  const [name = 'help', ...rest] = argv
  if (['help', '--help', '-h'].includes(name)) return help(rest[0])
  if (name === '--version') return await run(['version'])
  const command = commands.find((known) => known.name === name)
  if (command === undefined) return wrong(`There is no command "${name}".`, generalHelp())
  try {
    const { values, positionals } = parse(command, rest)
    if (values['help'] === true) return help(name)
    if (positionals.length > command.takes) {
      throw new UsageError(`"${positionals[command.takes]}" is too much there.`)
    }
    const call: Call = {
      arguments: positionals,
      options: values,
      config: async () => await configOf(values),
      say: (line) => console.log(line),
    }
    return await (await command.load()).run(call)
  } catch (error) {
    return failed(command, error)
  }
}

function parse(command: Command, args: readonly string[]) {
  try {
    return parseArgs({
      args: [...args],
      options: { ...commonOptions, ...command.options },
      allowPositionals: true,
    })
  } catch (error) {
    throw new UsageError(error instanceof Error ? error.message : String(error), { cause: error })
  }
}

function help(name: string | undefined): number {
  const command = commands.find((known) => known.name === name)
  console.log(command === undefined ? generalHelp() : commandHelp(command))
  return 0
}

function wrong(why: string, what: string): number {
  console.error(`${why}\n\n${what}`)
  return 2
}

/** What is meant for people is shown as it is; everything else is a bug and shows where it happened. */
function failed(command: Command, error: unknown): number {
  if (error instanceof UsageError) return wrong(error.message, commandHelp(command))
  console.error(isForPeople(error) ? `\n${error.message}\n` : error)
  return 1
}

function isForPeople(error: unknown): error is Error {
  return (
    [RefusedError, ConfigError, CarrierError, HomeserverError].some(
      (kind) => error instanceof kind,
    ) ||
    (error instanceof Error && ['StoreError', 'EmbeddedError'].includes(error.name))
  )
}
