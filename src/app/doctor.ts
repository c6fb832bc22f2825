import type { Config } from '../config/load.ts'
import { checkCarriers } from './checks/carriers.ts'
import type { Check, Finding } from './checks/check.ts'
import { checkClock } from './checks/clock.ts'
import { checkData } from './checks/data.ts'
import { checkFfmpeg } from './checks/ffmpeg.ts'
import { checkHomeserver } from './checks/homeserver.ts'
import { checkPermissions } from './checks/permissions.ts'
import { runningIn } from './running.ts'

const checks: readonly Check[] = [
  checkData,
  checkPermissions,
  checkHomeserver,
  checkCarriers,
  checkClock,
  checkFfmpeg,
]

/** Looks at everything that texts depend on, changing nothing that matters. */
export async function* examine(config: Config): AsyncIterable<Finding> {
  const running = await runningIn(config.dataDir)
  for (const check of checks) yield* await check({ config, running })
}
