import { mkdtemp, rm } from 'node:fs/promises'
import { createServer, type IncomingHttpHeaders } from 'node:http'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { z } from 'zod'
import {
  type Simulator,
  type SimulatorOptions,
  startSimulator,
} from '../../bridges/sms/simulator/simulator.ts'
import { close, listen } from '../../src/lib/listen.ts'
import { type KeptLog, keptLog } from './kept-log.ts'

/** A simulated carrier with a database of its own, in a hurry unless told otherwise. */
export interface TestSimulator extends Simulator {
  readonly file: string
  readonly log: KeptLog
  /** Calls the control interface. */
  control(method: string, path: string, body?: unknown): Promise<Answered>
  state(): Promise<z.infer<typeof state>>
  settings(change: object): Promise<void>
  /** Somebody texts. Resolves to the message's ID. */
  text(from: string, to: string, text: string, media?: readonly PhoneFile[]): Promise<string>
  /** The bytes of an attachment that a phone sent or got. */
  attachment(sid: string): Promise<Uint8Array>
  /** Everything that was sent and received, or what was with one address. */
  messages(address?: string): Promise<readonly JournalMessage[]>
}

/** An attachment as a phone sends it. */
export interface PhoneFile {
  /** MIME type. */
  readonly type: string
  readonly base64: string
}

interface Answered {
  readonly status: number
  readonly body: unknown
}

/** The folder goes with the simulator unless `file` is given. */
export async function testSimulator(
  options: Partial<Omit<SimulatorOptions, 'log'>> = {},
): Promise<TestSimulator> {
  const folder = options.file === undefined ? await mkdtemp(path.join(tmpdir(), 'sim-')) : undefined
  const file = options.file ?? path.join(folder ?? '', 'simulator.db')
  const log = keptLog()
  const simulator = await startSimulator({ port: 0, ...options, log, file })

  async function control(method: string, target: string, body?: unknown): Promise<Answered> {
    const response = await fetch(`${simulator.url}/_sim${target}`, {
      method,
      headers: { 'content-type': 'application/json' },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    })
    const text = await response.text()
    return { status: response.status, body: text === '' ? undefined : JSON.parse(text) }
  }

  async function expected(status: number, ...call: Parameters<typeof control>): Promise<unknown> {
    const answer = await control(...call)
    if (answer.status !== status) throw new Error(JSON.stringify(answer))
    return answer.body
  }

  const test: TestSimulator = {
    ...simulator,
    file,
    log,
    control,
    state: async () => state.parse(await expected(200, 'GET', '/state')),
    settings: async (change) => void (await expected(200, 'PUT', '/settings', change)),
    text: async (from, to, text, media = []) =>
      accepted.parse(await expected(201, 'POST', '/messages', { from, to, text, media })).sid,
    async attachment(sid) {
      const response = await fetch(`${simulator.url}/_sim/media/${sid}`)
      if (!response.ok) throw new Error(`${response.status} for the file ${sid}`)
      return await response.bytes()
    },
    async messages(address) {
      const query = address === undefined ? '' : `?with=${encodeURIComponent(address)}`
      return journal.parse(await expected(200, 'GET', `/messages${query}`)).messages
    },
    async [Symbol.asyncDispose]() {
      await simulator[Symbol.asyncDispose]()
      if (folder !== undefined) await rm(folder, { recursive: true })
    },
  }
  await test.settings({ speed: 20, segmentsPerSecond: 0 })
  return test
}

const accepted = z.object({ sid: z.string() })

const journal = z.object({
  messages: z.array(
    z.object({
      sid: z.string(),
      direction: z.enum(['in', 'out']),
      from: z.string(),
      to: z.string(),
      text: z.string(),
      media: z.array(z.object({ sid: z.string(), type: z.string(), size: z.number() })),
      status: z.string(),
      segments: z.number(),
      encoding: z.string(),
      errorCode: z.number().optional(),
      handover: z.string().optional(),
    }),
  ),
})

export type JournalMessage = z.infer<typeof journal>['messages'][number]

const state = z.object({
  balance: z.object({ amount: z.string(), currency: z.string() }),
  handsets: z.array(z.object({ number: z.string(), name: z.string(), formatted: z.string() })),
  numbers: z.array(
    z.object({ number: z.string(), formatted: z.string(), label: z.string().optional() }),
  ),
  magicNumbers: z.array(z.object({ number: z.string(), name: z.string() })),
  settings: z.record(z.string(), z.unknown()),
})

/** What was posted to the server that stands for the bridge. */
export interface Posted {
  readonly url: string
  readonly headers: IncomingHttpHeaders
  readonly body: string
  readonly form: Readonly<Record<string, string>>
  readonly at: number
}

export interface TestBridge extends AsyncDisposable {
  readonly url: string
  readonly posted: readonly Posted[]
  /** What it does with the next ones: an HTTP status, a cut connection, or nothing at all. */
  answer: (posted: Posted) => Answer | Promise<Answer>
}

export type Answer = number | 'cut' | 'never'

/** A web server that keeps what it is posted. */
export async function testBridge(port = 0): Promise<TestBridge> {
  const posted: Posted[] = []
  const server = createServer(async (request, response) => {
    const chunks: Buffer[] = []
    for await (const chunk of request) chunks.push(chunk)
    const body = Buffer.concat(chunks).toString('utf8')
    const form = Object.fromEntries(new URLSearchParams(body))
    const one = { url: request.url ?? '', headers: request.headers, body, form, at: Date.now() }
    posted.push(one)
    const answer = await bridge.answer(one)
    if (answer === 'cut') response.socket?.resetAndDestroy()
    if (typeof answer === 'number') response.writeHead(answer).end()
  })
  const bridge: TestBridge = {
    url: `http://127.0.0.1:${await listen(server, '127.0.0.1', port)}`,
    posted,
    answer: () => 204,
    [Symbol.asyncDispose]: () => close(server, 0),
  }
  return bridge
}
