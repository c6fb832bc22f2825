import { spawn } from 'node:child_process'
import { once } from 'node:events'
import path from 'node:path'
import { createInterface } from 'node:readline'
import { z } from 'zod'
import { type Phones, phonesAt } from './phones.ts'
import { type SimulatedKind, simulatedKinds } from './simulated-kinds.ts'

/** The simulated carrier as a process of its own, which lives on when Homeline is killed. */
export interface CarrierProcess extends AsyncDisposable {
  readonly url: string
  readonly pid: number
  readonly phones: Phones
  /** Environment by which Homeline takes it for a real carrier called `sim`. */
  readonly environment: Readonly<Record<string, string>>
  /** A number that it has and that is to be asked for; without one it sells some. */
  readonly ownNumber?: string
  /** Texts that are equal but for a fraction of a second are one to it. */
  readonly tellsWholeSeconds: boolean
  /** How many texts and states it has yet to report. */
  unreported(): Promise<number>
}

export async function startCarrier(
  folder: string,
  kind: SimulatedKind = 'twilio',
): Promise<CarrierProcess> {
  const script = path.resolve('tests/support/carrier-main.ts')
  const child = spawn(process.execPath, [script, path.join(folder, 'carrier.db')], {
    stdio: ['pipe', 'pipe', 'inherit'],
  })
  const [line] = await once(createInterface(child.stdout), 'line')
  const announced = announcement.parse(JSON.parse(String(line)))
  const { environment, ...rest } = await simulatedKinds[kind](announced)

  return {
    ...rest,
    url: announced.url,
    pid: child.pid ?? 0,
    phones: phonesAt(announced.url),
    environment: { HOMELINE_SIMULATOR_ENABLED: 'false', ...environment },
    async [Symbol.asyncDispose]() {
      child.kill('SIGTERM')
      if (child.exitCode === null) await once(child, 'exit')
    },
  }
}

const announcement = z.object({
  url: z.string(),
  accountSid: z.string(),
  authToken: z.string(),
  smscPort: z.number(),
})
