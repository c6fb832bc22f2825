import { type ChildProcess, fork } from 'node:child_process'
import { rm } from 'node:fs/promises'
import { fileURLToPath } from 'node:url'
import { createGate } from '../lib/gate.ts'
import { type Answer, answer, type Job } from './messages.ts'

export interface MediaProcessOptions {
  /** Where it may put files while it works on them; emptied. */
  readonly folder: string
  /** The program, by name or path. */
  readonly ffmpeg?: string
  /** A job that takes longer has failed. */
  readonly patienceMs?: number
  /** It ends when it had nothing to do for that long. */
  readonly idleMs?: number
}

export interface MediaProcess extends AsyncDisposable {
  /** One job after the other. Answers `failed` as well when a file makes the process end. */
  ask(job: Job): Promise<Answer>
}

/**
 * A process of its own for what strangers sent: the libraries for pictures are large and written in C, and
 * whatever a file does to them, Homeline goes on. It runs only while there is something to do.
 */
export function createMediaProcess(options: MediaProcessOptions): MediaProcess {
  const { folder, ffmpeg = 'ffmpeg', patienceMs = 180_000, idleMs = 20_000 } = options
  let child: ChildProcess | undefined
  const inTurn = createGate(1)
  let idle: NodeJS.Timeout | undefined
  let isEnding = false

  async function start(): Promise<ChildProcess> {
    await rm(folder, { recursive: true, force: true })
    const started = fork(entry, [ffmpeg, folder, `${patienceMs / 2}`], {
      serialization: 'advanced',
      execArgv: ['--disable-warning=ExperimentalWarning'],
      stdio: ['ignore', 'ignore', 'ignore', 'ipc'],
      env: withoutSecrets(process.env),
    })
    const gone = () => {
      if (child === started) child = undefined
    }
    started.once('exit', gone).on('error', gone)
    return started
  }

  async function work(job: Job): Promise<Answer> {
    clearTimeout(idle)
    if (isEnding) throw new Error('The process for files has ended')
    const got = await answered(job)
    if (isEnding) throw new Error('The process for files has ended')
    letGo(child)
    idle = setTimeout(rest, idleMs).unref()
    return got
  }

  async function answered(job: Job): Promise<Answer> {
    try {
      child ??= await start()
      hold(child)
      return await exchange(child, job, patienceMs)
    } catch (error) {
      return { kind: 'failed', message: error instanceof Error ? error.message : 'unknown' }
    }
  }

  function rest(): void {
    if (child?.connected === true) child.disconnect()
    child = undefined
  }

  return {
    ask: async (job) => await inTurn(async () => await work(job)),
    async [Symbol.asyncDispose]() {
      isEnding = true
      clearTimeout(idle)
      if (child !== undefined) await end(child)
      await inTurn(async () => {})
    },
  }
}

const entry = fileURLToPath(new URL('./main.ts', import.meta.url))

/** What strangers sent is opened where there is nothing to be had. */
function withoutSecrets(environment: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  const names = ['PATH', 'TMPDIR', 'LANG', 'MALLOC_ARENA_MAX', 'NODE_V8_COVERAGE']
  return Object.fromEntries(names.map((name) => [name, environment[name]]))
}

async function exchange(child: ChildProcess, job: Job, patienceMs: number): Promise<Answer> {
  const { promise, resolve } = Promise.withResolvers<Answer>()
  const fail = (message: string) => resolve({ kind: 'failed', message })
  const onMessage = (message: unknown) => {
    const read = answer.safeParse(message)
    if (read.success) resolve(read.data)
    else fail('The process for files answered something else')
  }
  const onEnd = () => fail('The process for files ended')
  const limit = setTimeout(() => child.kill('SIGKILL'), patienceMs)
  child.once('message', onMessage).once('exit', onEnd).once('error', onEnd)
  child.send(job, (error) => {
    if (error !== null) child.kill('SIGKILL')
  })
  return await promise.finally(() => {
    clearTimeout(limit)
    child.off('message', onMessage).off('exit', onEnd).off('error', onEnd)
  })
}

/** While it works, it keeps Homeline from ending. */
function hold(child: ChildProcess): void {
  child.ref()
  child.channel?.ref()
}

function letGo(child: ChildProcess | undefined): void {
  child?.unref()
  child?.channel?.unref()
}

/** It cleans up by itself when it is let go of, and is ended when it doesn't. */
async function end(child: ChildProcess): Promise<void> {
  const gone = new Promise((resolve) => child.once('exit', resolve))
  if (child.exitCode !== null || child.signalCode !== null) return
  if (child.connected) child.disconnect()
  const limit = setTimeout(() => child.kill('SIGKILL'), 3000)
  await gone
  clearTimeout(limit)
}
