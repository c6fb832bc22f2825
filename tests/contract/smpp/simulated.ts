import path from 'node:path'
import { type Simulator, startSimulator } from '../../../bridges/sms/simulator/simulator.ts'
import { temporaryFolder } from '../../support/homeline.ts'
import { keptLog } from '../../support/kept-log.ts'
import { phone } from '../../support/own-number.ts'
import { type Phones, phonesAt } from '../../support/phones.ts'

export const number = phone('+13035550199')
export const account = { systemId: 'homeline', password: 'secret' }

/** The simulator with its SMSC, and its phones. */
export interface SimulatedSmsc extends AsyncDisposable {
  readonly port: number
  readonly phones: Phones
  readonly simulator: Simulator
}

export async function startSimulatedSmsc(): Promise<SimulatedSmsc> {
  await using stack = new AsyncDisposableStack()
  const folder = stack.use(await temporaryFolder())
  const simulator = stack.use(
    await startSimulator({
      file: path.join(folder.path, 'simulator.db'),
      port: 0,
      smsc: { port: 0, ...account, numbers: [number] },
      log: keptLog(),
    }),
  )
  const phones = phonesAt(simulator.url)
  await phones.configure({ segmentsPerSecond: 0, speed: 10 })
  const rest = stack.move()
  return {
    port: simulator.smscPort ?? 0,
    phones,
    simulator,
    [Symbol.asyncDispose]: async () => await rest.disposeAsync(),
  }
}
