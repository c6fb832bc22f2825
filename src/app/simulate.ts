import { type Simulator, startSimulator } from '../../bridges/sms/simulator/simulator.ts'
import type { Config } from '../config/load.ts'
import { RefusedError } from '../core/errors.ts'
import type { Log } from '../core/log.ts'
import { definite } from '../lib/definite.ts'
import { portRefusal } from './doors.ts'

/** The simulated carrier, unless it is switched off. @throws RefusedError when its port can't be had */
export async function simulate(
  { dataDir, simulator: { enabled, port, smsc } }: Pick<Config, 'dataDir' | 'simulator'>,
  log: Log,
  stack: AsyncDisposableStack,
): Promise<Simulator | undefined> {
  if (!enabled) return undefined
  const file = `${dataDir}/simulator.db`
  try {
    const options = definite({ file, port, smsc, log: log.child({ part: 'simulator' }) })
    return stack.use(await startSimulator(options))
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && 'syscall' in error)) throw error
    const isOfSmsc = 'port' in error && error.port === smsc?.port
    const [taken, setting] = isOfSmsc
      ? [smsc?.port ?? 0, 'simulator.smsc.port']
      : [port, 'simulator.port']
    const why = portRefusal(error, '127.0.0.1', taken, setting)
    throw new RefusedError(why, { cause: error })
  }
}
