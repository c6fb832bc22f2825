import { readFile } from 'node:fs/promises'
import { type Addresses, addressesIn, readyFileIn } from './ready.ts'

/** Where the Homeline of this data folder is reached; undefined when none runs. */
export async function runningIn(dataDir: string): Promise<Addresses | undefined> {
  const text = await readFile(readyFileIn(dataDir), 'utf8').catch(() => undefined)
  if (text === undefined) return undefined
  const addresses = addressesIn(text)
  // One that was killed leaves its file behind.
  const isLive = await fetch(`${addresses.web}/health/live`).then(
    (response) => response.ok,
    () => false,
  )
  return isLive ? addresses : undefined
}
