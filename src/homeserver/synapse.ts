import { access, mkdir, readFile, writeFile } from 'node:fs/promises'
import path from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import type { Log } from '../core/log.ts'
import { backoff } from '../lib/backoff.ts'
import { exchange } from '../lib/http.ts'
import { EmbeddedError } from './error.ts'
import { awaitEarlierRun, type Run, runSynapse } from './process.ts'
import { synapseSecrets } from './secrets.ts'
import { type SynapseOptions, synapseConfig, synapseLogConfig } from './synapse-config.ts'

export interface EmbeddedOptions extends SynapseOptions {
  /** The interpreter of the environment that Synapse is installed in. */
  readonly python: string
  readonly log: Log
  readonly onRestart?: () => void
}

/** A homeserver of Homeline's own, on loopback, that lives as long as Homeline does. */
export interface EmbeddedHomeserver extends AsyncDisposable {
  readonly url: string
  /** The secret by which accounts are made. */
  readonly sharedSecret: string
  readonly pid: () => number
}

/** @throws EmbeddedError */
export async function startSynapse(options: EmbeddedOptions): Promise<EmbeddedHomeserver> {
  const { dir, python, port, log } = options
  await prepare(options)
  await awaitEarlierRun(dir)
  const url = `http://127.0.0.1:${port}`
  const stopping = new AbortController()
  let run = await runSynapse(python, dir)
  await awaitReady(url, run, dir)

  async function keepRunning(): Promise<void> {
    for (let failures = 0; ; ) {
      const startedAt = Date.now()
      const end = await run.ended
      if (stopping.signal.aborted) return
      failures = Date.now() - startedAt > 60_000 ? 0 : failures + 1
      const pause = backoff(failures, { first: 250, most: 30_000 })
      log.error({ end, pauseMs: pause }, 'the homeserver died; it is started again')
      options.onRestart?.()
      await wait(pause, undefined, { signal: stopping.signal }).catch(() => {})
      if (stopping.signal.aborted) return
      run = await runSynapse(python, dir)
    }
  }

  const keeping = keepRunning()
  const { registration_shared_secret: sharedSecret } = await synapseSecrets(dir)
  return {
    url,
    sharedSecret,
    pid: () => run.pid,
    async [Symbol.asyncDispose]() {
      stopping.abort()
      await run.stop()
      await keeping
    },
  }
}

/** Writes its files; keys are made before the first start. */
async function prepare(options: EmbeddedOptions): Promise<void> {
  const { dir, python } = options
  await access(python).catch(() => {
    throw new EmbeddedError('The Matrix homeserver is not installed. Run "npm start" to set it up.')
  })
  await mkdir(dir, { recursive: true, mode: 0o700 })
  // JSON is YAML.
  const write = async (name: string, content: object) =>
    await writeFile(path.join(dir, name), JSON.stringify(content, undefined, 2), { mode: 0o600 })
  await write('homeserver.yaml', synapseConfig(options, await synapseSecrets(dir)))
  await write('log.yaml', synapseLogConfig(dir))
  const hasKey = await access(path.join(dir, 'signing.key')).then(
    () => true,
    () => false,
  )
  if (hasKey) return
  const end = await (await runSynapse(python, dir, ['--generate-keys'])).ended
  if (end !== 'exit status 0') throw await deathOf(dir, end)
}

async function awaitReady(url: string, run: Run, dir: string): Promise<void> {
  let end: string | undefined
  run.ended
    .then((how) => {
      end = how
    })
    .catch(() => {})
  const deadline = Date.now() + 90_000
  while (!(await isHealthy(url))) {
    if (end !== undefined) throw await deathOf(dir, end)
    if (Date.now() > deadline) {
      await run.stop()
      throw await deathOf(dir, 'not ready after 90 s')
    }
    await wait(30)
  }
}

async function isHealthy(url: string): Promise<boolean> {
  return await exchange(`${url}/health`, { method: 'GET', timeoutMs: 5000 }).then(
    ({ status }) => status === 200,
    () => false,
  )
}

async function deathOf(dir: string, end: string): Promise<EmbeddedError> {
  const output = await readFile(path.join(dir, 'output.log'), 'utf8').catch(() => '')
  const last = output.trim().split('\n').slice(-5).join('\n')
  return new EmbeddedError(
    `The Matrix homeserver did not start (${end}). What it said last is in ${path.join(dir, 'output.log')}:\n${last}`,
  )
}
