import { once } from 'node:events'
import { startHomeline } from '../app/homeline.ts'
import { createLog } from '../app/log.ts'
import { type Ready, readyFileIn, writeReadyFile } from '../app/ready.ts'
import type { Call, Run } from './command.ts'
import { progressLines } from './progress.ts'
import { summary } from './summary.ts'

/** After the first signal everything has this long to end, milliseconds. */
const grace = 20_000

export const run: Run = async ({ config: load, options, say }) => {
  // What is kept here is the owner's alone.
  process.umask(0o077)
  const config = await load()
  const log = createLog(config.log.level)
  const progress = progressLines(process.stderr)
  await using stack = new AsyncDisposableStack()
  const { ready } = stack.use(
    await progress.of(async (step) => await startHomeline(config, log, step)),
  )
  await announce(ready, [readyFileIn(config.dataDir), options['ready-file']], stack)
  for (const line of summary(ready, config.dataDir)) say(line)
  // Until here a signal ends the process at once: nothing is lost by that.
  await Promise.race([once(process, 'SIGTERM'), once(process, 'SIGINT')])
  process.stderr.write('Stopping …\n')
  // A second signal, or too long a wait: what is on disk is all that counts.
  process.once('SIGTERM', () => process.exit(1)).once('SIGINT', () => process.exit(1))
  setTimeout(() => process.exit(1), grace).unref()
  return 0
}

async function announce(
  ready: Ready,
  files: readonly Call['options'][string][],
  stack: AsyncDisposableStack,
): Promise<void> {
  for (const file of files) {
    if (typeof file === 'string') stack.use(await writeReadyFile(file, ready))
  }
}
