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
  await signalled()
  process.stderr.write('Stopping …\n')
  setTimeout(() => process.exit(1), grace).unref()
  return 0
}

/** Resolves at the first signal. A later one ends the process at once: what is on disk is all that counts. */
async function signalled(): Promise<void> {
  let first: number | undefined
  await new Promise<void>((resolve) => {
    function onSignal(): void {
      first ??= Date.now()
      // Ctrl+C comes twice, from the terminal and from npm.
      if (Date.now() - first > 1000) process.exit(1)
      resolve()
    }
    process.on('SIGTERM', onSignal).on('SIGINT', onSignal)
  })
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
