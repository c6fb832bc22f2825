import { rename, rm, writeFile } from 'node:fs/promises'
import path from 'node:path'
import { z } from 'zod'
import type { Credentials } from './first-account.ts'

/** Where everything is, once all is up. */
export interface Ready {
  /** Client API of the homeserver. */
  readonly homeserver: string
  /** Webhooks, health, metrics. */
  readonly web: string
  /** The page of simulated phones. */
  readonly handset?: string
  /** The embedded homeserver's first account. */
  readonly account?: Credentials
  /** That account's lines. */
  readonly lines: readonly { readonly number: string }[]
}

/** For the command line's other commands, while Homeline runs. */
export function readyFileIn(dataDir: string): string {
  return path.join(dataDir, 'ready.json')
}

/** Appears whole or not at all, readable for the owner only; gone when disposed of. */
export async function writeReadyFile(file: string, ready: Ready): Promise<AsyncDisposable> {
  const draft = `${file}.${process.pid}`
  await writeFile(draft, `${JSON.stringify(ready, undefined, 2)}\n`, { mode: 0o600 })
  await rename(draft, file)
  return {
    async [Symbol.asyncDispose]() {
      await rm(file, { force: true })
    },
  }
}

/** What of a ready file other commands need. */
export interface Addresses {
  readonly homeserver: string
  readonly web: string
}

/** @throws ZodError when the file is none of ours */
export function addressesIn(text: string): Addresses {
  return addresses.parse(JSON.parse(text))
}

const addresses = z.object({ homeserver: z.string(), web: z.string() })
