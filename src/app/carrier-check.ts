import type { Config } from '../config/load.ts'
import { RefusedError } from '../core/errors.ts'
import type { PhoneNumber } from '../core/phone.ts'
import { forgetful } from '../core/settings.ts'
import { openStore } from '../store/sqlite/store.ts'
import { createCarriers } from './carriers.ts'
import type { Finding } from './checks/check.ts'
import { checkOneCarrier } from './checks/one-carrier.ts'
import { ensureDataDir } from './data-dir.ts'
import { createLog } from './log.ts'
import { runningIn } from './running.ts'

/**
 * Looks at one carrier of the configuration. While no Homeline runs, it works with the same database: what
 * arrives over a connection meanwhile is kept for the next start.
 * @param to where a test text goes; without it nothing is sent
 * @throws RefusedError StoreError
 */
export async function* examineCarrier(
  config: Config,
  id: string,
  to: PhoneNumber | undefined,
): AsyncIterable<Finding> {
  const given = new Map(Object.entries(config.carriers)).get(id)
  if (given === undefined) throw new RefusedError(unknown(id, Object.keys(config.carriers)))
  const running = await runningIn(config.dataDir)
  using stack = new DisposableStack()
  if (running === undefined) await ensureDataDir(config.dataDir)
  const store =
    running === undefined ? stack.use(openStore(`${config.dataDir}/homeline.db`)) : undefined
  const settings = store?.settings ?? forgetful
  const { web } = config
  const publicUrl = web.publicUrl ?? `http://${web.host}:${web.port}`
  const carriers = { [id]: given }
  const { all } = await createCarriers({ carriers }, settings, publicUrl, undefined)
  const log = createLog(config.log.level)
  const subject = { config, running }
  const deps = { subject, store, log, ...(to === undefined ? {} : { to }) }
  for (const carrier of all.values()) yield* checkOneCarrier(deps, carrier)
}

function unknown(id: string, known: readonly string[]): string {
  const names = known.map((name) => `"${name}"`).join(', ')
  const there = known.length === 0 ? 'There is none but the simulated one.' : `There are: ${names}.`
  return `The configuration has no carrier "${id}". ${there}`
}
