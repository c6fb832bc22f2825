import { type Simulator, startSimulator } from '../../bridges/sms/simulator/simulator.ts'
import type { Config } from '../config/load.ts'
import { RefusedError } from '../core/errors.ts'
import type { Log } from '../core/log.ts'
import { portRefusal } from './doors.ts'

/** The simulated carrier, unless it is switched off. @throws RefusedError when its port can't be had */
export async function simulate(
  { dataDir, simulator: { enabled, port } }: Pick<Config, 'dataDir' | 'simulator'>,
  log: Log,
  stack: AsyncDisposableStack,
): Promise<Simulator | undefined> {
  if (!enabled) return undefined
  const file = `${dataDir}/simulator.db`
  try {
    return stack.use(await startSimulator({ file, port, log: log.child({ part: 'simulator' }) }))
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && 'syscall' in error)) throw error
    const why = portRefusal(error, '127.0.0.1', port, 'simulator.port')
    throw new RefusedError(why, { cause: error })
  }
}
