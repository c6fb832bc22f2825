import type { ParseArgsOptionsConfig } from 'node:util'
import type { Config } from '../config/load.ts'

/** One command of the program, as data: its help is made of this. */
export interface Command {
  readonly name: string
  /** Arguments after the name, as help shows them. */
  readonly usage: string
  /** How many of them there may be. */
  readonly takes: number
  readonly help: string
  readonly options: Options
  /** Loads what the command needs, and nothing of the others. */
  readonly load: () => Promise<{ readonly run: Run }>
}

export type Options = Readonly<
  Record<
    string,
    ParseArgsOptionsConfig[string] & { readonly value?: string; readonly help: string }
  >
>

/** Does the command. @returns the exit status @throws UsageError for wrong arguments */
export type Run = (call: Call) => Promise<number>

export interface Call {
  readonly arguments: readonly string[]
  readonly options: Readonly<Record<string, string | boolean | (string | boolean)[] | undefined>>
  /** Reads the configuration when asked for. @throws ConfigError */
  readonly config: () => Promise<Config>
  /** A line for people, to standard output. */
  readonly say: (line: string) => void
}

/** The command was called wrongly; `message` says how. */
export class UsageError extends Error {
  override readonly name = 'UsageError'
}
