import type { Command, Options } from './command.ts'
import { commands, commonOptions } from './commands.ts'

/** `npx` finds the program in a clone and in an installation alike. */
const program = 'npx homeline'

export function generalHelp(): string {
  const rows = commands.map(({ name, help }) => row(name, help))
  return [
    'Homeline: telephone numbers for your Matrix account.',
    '',
    `Usage: ${program} COMMAND [options]`,
    '',
    ...rows,
    '',
    `"${program} COMMAND --help" says more about one.`,
  ].join('\n')
}

export function commandHelp({ name, usage, help, options }: Command): string {
  return [
    `${help}.`,
    '',
    `Usage: ${`${program} ${name} ${usage}`.trim()} [options]`,
    '',
    ...optionRows({ ...options, ...commonOptions }),
  ].join('\n')
}

function optionRows(options: Options): string[] {
  return Object.entries(options).map(([name, { value, help }]) =>
    row(value === undefined ? `--${name}` : `--${name} ${value}`, help),
  )
}

function row(left: string, right: string): string {
  return `  ${left.padEnd(20)}  ${right}`
}
