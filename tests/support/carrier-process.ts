import { spawn } from 'node:child_process'
import { once } from 'node:events'
import path from 'node:path'
import { createInterface } from 'node:readline'
import { z } from 'zod'

/** The simulated carrier as a process of its own, with what tests need of its control API. */
export interface CarrierProcess extends AsyncDisposable {
  readonly url: string
  readonly pid: number
  /** Environment by which Homeline takes it for a real carrier called `sim`. */
  readonly environment: Readonly<Record<string, string>>
  /** Somebody texts one of our numbers. */
  text(from: string, to: string, text: string): Promise<void>
  configure(settings: object): Promise<void>
  /** All messages between two numbers or of all, in the order of the carrier. */
  journal(): Promise<readonly JournalMessage[]>
}

export type JournalMessage = z.infer<typeof journalMessage>

export async function startCarrier(folder: string): Promise<CarrierProcess> {
  const script = path.resolve('tests/support/simulator-process.ts')
  const child = spawn(process.execPath, [script, path.join(folder, 'carrier.db')], {
    stdio: ['pipe', 'pipe', 'inherit'],
  })
  const [line] = await once(createInterface(child.stdout), 'line')
  const { url, accountSid, authToken } = announcement.parse(JSON.parse(String(line)))

  async function call(method: string, to: string, body?: object): Promise<unknown> {
    const response = await fetch(`${url}/_sim${to}`, {
      method,
      headers: { 'content-type': 'application/json' },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    })
    if (!response.ok)
      throw new Error(`${method} ${to}: ${response.status} ${await response.text()}`)
    return await response.json()
  }

  return {
    url,
    pid: child.pid ?? 0,
    environment: {
      HOMELINE_SIMULATOR_ENABLED: 'false',
      HOMELINE_CARRIERS_SIM_KIND: 'twilio',
      HOMELINE_CARRIERS_SIM_ACCOUNT_SID: accountSid,
      HOMELINE_CARRIERS_SIM_AUTH_TOKEN: authToken,
      HOMELINE_CARRIERS_SIM_API_BASE: url,
      HOMELINE_CARRIERS_SIM_PRICING_BASE: url,
      HOMELINE_CARRIERS_SIM_SETTLE_SECONDS: '1',
    },
    text: async (from, to, text) => void (await call('POST', '/messages', { from, to, text })),
    configure: async (settings) => void (await call('PUT', '/settings', settings)),
    journal: async () => journal.parse(await call('GET', '/messages')).messages,
    async [Symbol.asyncDispose]() {
      child.kill('SIGTERM')
      if (child.exitCode === null) await once(child, 'exit')
    },
  }
}

const announcement = z.object({ url: z.string(), accountSid: z.string(), authToken: z.string() })
const journalMessage = z.object({
  sid: z.string(),
  direction: z.string(),
  from: z.string(),
  to: z.string(),
  text: z.string(),
  status: z.string(),
})
const journal = z.object({ messages: z.array(journalMessage) })
