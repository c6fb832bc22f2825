import { type ChildProcess, spawn } from 'node:child_process'
import { createWriteStream } from 'node:fs'
import { readFile, rm, writeFile } from 'node:fs/promises'
import path from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'

/** One run of Synapse's process. */
export interface Run {
  readonly pid: number
  /** Resolves with how it ended. */
  readonly ended: Promise<string>
  stop(): Promise<void>
}

const launcher = fileURLToPath(new URL('./run.py', import.meta.url))
/** Between asking it to end and making it end, milliseconds. */
const grace = 8000

/** Starts it; what it prints goes to `output.log` in its folder. */
export async function runSynapse(python: string, dir: string, args: string[] = []): Promise<Run> {
  const config = path.join(dir, 'homeserver.yaml')
  const child = spawn(python, [launcher, '-c', config, ...args], {
    // Its end of standard input closes with us, even when we are killed.
    stdio: ['pipe', 'pipe', 'pipe'],
    // A process group of its own: Ctrl+C is for us, and we stop it in order.
    detached: true,
    env: { ...process.env, PYTHONUNBUFFERED: '1', SYNAPSE_CONFIG_PATH: undefined },
  })
  const output = createWriteStream(path.join(dir, 'output.log'))
  child.stdout.pipe(output, { end: false })
  child.stderr.pipe(output, { end: false })
  child.stdin.on('error', () => {})
  const ended = endOf(child)
  ended.then(() => output.end()).catch(() => {})
  if (child.pid !== undefined) await writeFile(pidFile(dir), String(child.pid))
  return {
    pid: child.pid ?? 0,
    ended,
    async stop() {
      child.kill('SIGTERM')
      const end = setTimeout(() => child.kill('SIGKILL'), grace)
      await ended
      clearTimeout(end)
      await rm(pidFile(dir), { force: true })
    },
  }
}

/** Resolves when a homeserver that an earlier Homeline left behind has ended; it is about to. */
export async function awaitEarlierRun(dir: string, timeoutMs = 15_000): Promise<void> {
  const pid = Number(await readFile(pidFile(dir), 'utf8').catch(() => ''))
  const deadline = Date.now() + timeoutMs
  while (Number.isInteger(pid) && pid > 0 && isAlive(pid) && Date.now() < deadline) await wait(50)
}

function endOf(child: ChildProcess): Promise<string> {
  return new Promise((resolve) => {
    child.once('error', (error) => resolve(error.message))
    child.once('close', (code, signal) => resolve(signal ?? `exit status ${code}`))
  })
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0)
    return true
  } catch {
    return false
  }
}

function pidFile(dir: string): string {
  return path.join(dir, 'homeserver.pid')
}
