import { spawn } from 'node:child_process'
import { once } from 'node:events'
import path from 'node:path'
import { createInterface } from 'node:readline'
import { z } from 'zod'
import { type Phones, phonesAt } from './phones.ts'

/** The simulated carrier as a process of its own, which lives on when Homeline is killed. */
export interface CarrierProcess extends AsyncDisposable {
  readonly url: string
  readonly pid: number
  readonly phones: Phones
  /** Environment by which Homeline takes it for a real carrier called `sim`. */
  readonly environment: Readonly<Record<string, string>>
}

export async function startCarrier(folder: string): Promise<CarrierProcess> {
  const script = path.resolve('tests/support/carrier-main.ts')
  const child = spawn(process.execPath, [script, path.join(folder, 'carrier.db')], {
    stdio: ['pipe', 'pipe', 'inherit'],
  })
  const [line] = await once(createInterface(child.stdout), 'line')
  const { url, accountSid, authToken } = announcement.parse(JSON.parse(String(line)))

  return {
    url,
    pid: child.pid ?? 0,
    phones: phonesAt(url),
    environment: {
      HOMELINE_SIMULATOR_ENABLED: 'false',
      HOMELINE_CARRIERS_SIM_KIND: 'twilio',
      HOMELINE_CARRIERS_SIM_ACCOUNT_SID: accountSid,
      HOMELINE_CARRIERS_SIM_AUTH_TOKEN: authToken,
      HOMELINE_CARRIERS_SIM_API_BASE: url,
      HOMELINE_CARRIERS_SIM_PRICING_BASE: url,
      HOMELINE_CARRIERS_SIM_SETTLE_SECONDS: '1',
    },
    async [Symbol.asyncDispose]() {
      child.kill('SIGTERM')
      if (child.exitCode === null) await once(child, 'exit')
    },
  }
}

const announcement = z.object({ url: z.string(), accountSid: z.string(), authToken: z.string() })
