import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { readFile, rm } from 'node:fs/promises'
import path from 'node:path'
import { z } from 'zod'
import { until } from '../support/wait.ts'

/** Homeline as `npm start` runs it, without the set-up before. */
export interface Program extends AsyncDisposable {
  readonly pid: number
  readonly ready: z.infer<typeof ready>
  /** From its start until it was ready, milliseconds. */
  readonly readyAfter: number
}

export async function startProgram(
  folder: string,
  flags: readonly string[],
  environment: Readonly<Record<string, string>> = {},
): Promise<Program> {
  const file = path.join(folder, 'bench-ready.json')
  await rm(file, { force: true })
  const { scripts } = manifest.parse(JSON.parse(await readFile('package.json', 'utf8')))
  const begun = performance.now()
  // The shell is replaced, so that the process is Homeline's own.
  const command = `exec ${scripts.start.replace(/^exec /, '')} "$@"`
  const args = ['sh', '--data', folder, '--ready-file', file, ...flags]
  const child = spawn('/bin/sh', ['-c', command, ...args], {
    stdio: ['ignore', 'ignore', 'pipe'],
    env: { ...withoutSettings(process.env), ...environment },
  })
  let errors = ''
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    errors = (errors + text).slice(-4000)
  })
  const content = await until(
    'Homeline to be ready',
    async () => {
      if (child.exitCode !== null) throw new Error(`Homeline ended:\n${errors}`)
      return await readFile(file, 'utf8').catch(() => undefined)
    },
    90_000,
  )
  return {
    pid: child.pid ?? 0,
    ready: ready.parse(JSON.parse(content)),
    readyAfter: performance.now() - begun,
    async [Symbol.asyncDispose]() {
      child.kill('SIGTERM')
      if (child.exitCode === null && child.signalCode === null) await once(child, 'exit')
    },
  }
}

/** The same ports at every start, as usual: with others its registrations would be written anew. */
export function fixedPorts(): readonly string[] {
  return ['--ports', String(20_000 + Math.floor(Math.random() * 2500) * 4)]
}

/** What the person who runs the benchmark has set is not for the Homeline that is measured. */
function withoutSettings(env: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  return Object.fromEntries(Object.entries(env).filter(([name]) => !name.startsWith('HOMELINE_')))
}

const manifest = z.object({ scripts: z.object({ start: z.string() }) })
const ready = z.object({
  web: z.string(),
  homeserver: z.string(),
  handset: z.string().optional(),
  account: z.object({ userId: z.string(), password: z.string() }).optional(),
  lines: z.array(z.object({ number: z.string() })).default([]),
})
