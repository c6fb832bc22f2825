import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { z } from 'zod'
import { until } from './wait.ts'

/** Homeline as a process of its own, as a person starts it. */
export interface RunningHomeline extends AsyncDisposable {
  readonly ready: z.infer<typeof ready>
  readonly process: ChildProcess
  readonly pid: number
  /** What it printed so far, both outputs. */
  readonly output: () => string
  /** What it printed so far to standard error, its log. */
  readonly errors: () => string
  /** Ends with SIGTERM; resolves with the exit status. */
  stop(): Promise<number | null>
  /** Ends with SIGKILL. */
  kill(): Promise<void>
}

export interface StartOptions {
  readonly data: string
  readonly flags?: readonly string[]
  readonly env?: Readonly<Record<string, string>>
}

/** A folder that goes with the test. */
export async function temporaryFolder(): Promise<AsyncDisposable & { readonly path: string }> {
  const folder = await mkdtemp(path.join(tmpdir(), 'homeline '))
  return {
    path: folder,
    [Symbol.asyncDispose]: async () => await rm(folder, { recursive: true, force: true }),
  }
}

/** Starts on free ports unless told otherwise; resolves when it is ready. */
export async function startHomeline(options: StartOptions): Promise<RunningHomeline> {
  const readyFile = path.join(options.data, `ready-${process.pid}-${Math.random()}.json`)
  const { flags = ['--ports', '0'] } = options
  const args = ['start', '--data', options.data, '--ready-file', readyFile, ...flags]
  const child = spawnHomeline(args, options.env)
  const outputs: string[] = []
  const errors: string[] = []
  child.stdout?.setEncoding('utf8').on('data', (text: string) => outputs.push(text))
  child.stderr?.setEncoding('utf8').on('data', (text: string) => {
    outputs.push(text)
    errors.push(text)
  })
  const output = () => outputs.join('')
  const text = await until(
    'Homeline to be ready',
    async () => {
      if (child.exitCode !== null || child.signalCode !== null) {
        throw new Error(`Homeline ended:\n${output()}`)
      }
      return await readFile(readyFile, 'utf8').catch(() => undefined)
    },
    90_000,
  ).catch((error: unknown) => {
    child.kill('SIGKILL')
    throw new Error(`${String(error)}\n${output()}`)
  })

  async function end(signal: NodeJS.Signals): Promise<number | null> {
    if (child.exitCode === null && child.signalCode === null) {
      child.kill(signal)
      await once(child, 'exit')
    }
    return child.exitCode
  }
  return {
    ready: ready.parse(JSON.parse(text)),
    process: child,
    pid: child.pid ?? 0,
    output,
    errors: () => errors.join(''),
    stop: async () => await end('SIGTERM'),
    kill: async () => void (await end('SIGKILL')),
    [Symbol.asyncDispose]: async () => void (await end('SIGTERM')),
  }
}

/** Runs a command of the program to its end. */
export async function runHomeline(
  args: readonly string[],
  env: Readonly<Record<string, string>> = {},
  as: { readonly uid?: number } = {},
): Promise<{ readonly status: number | null; readonly output: string }> {
  const child = spawnHomeline(args, env, as)
  let output = ''
  for (const stream of [child.stdout, child.stderr]) {
    stream?.setEncoding('utf8').on('data', (text: string) => {
      output += text
    })
  }
  await once(child, 'close')
  return { status: child.exitCode, output }
}

function spawnHomeline(
  args: readonly string[],
  env: Readonly<Record<string, string>> = {},
  as: { readonly uid?: number } = {},
) {
  const { CHILD_COVERAGE: coverage, ...inherited } = process.env
  const main = path.resolve('src/cli/main.mjs')
  return spawn(process.execPath, ['--max-semi-space-size=4', main, ...args], {
    ...as,
    stdio: ['ignore', 'pipe', 'pipe'],
    env: {
      ...withoutSettings(inherited),
      ...(coverage === undefined ? {} : { NODE_V8_COVERAGE: coverage }),
      ...env,
    },
  })
}

/** What the person who runs the tests has set is not for the Homelines of the tests. */
function withoutSettings(env: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  return Object.fromEntries(Object.entries(env).filter(([name]) => !name.startsWith('HOMELINE_')))
}

const ready = z.object({
  homeserver: z.string(),
  web: z.string(),
  handset: z.string().optional(),
  account: z.object({ userId: z.string(), password: z.string() }).optional(),
  lines: z.array(z.object({ number: z.string() })),
})
