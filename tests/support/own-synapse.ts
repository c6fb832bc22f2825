import { execFile, spawn } from 'node:child_process'
import { once } from 'node:events'
import { appendFile, mkdir } from 'node:fs/promises'
import { createServer } from 'node:http'
import path from 'node:path'
import { promisify } from 'node:util'
import { close, listen } from '../../src/lib/listen.ts'
import { until } from './wait.ts'

const python = path.resolve('.cache/synapse/bin/python')

/** A Synapse as an operator runs it: configured by its own generator, started without Homeline. */
export interface OwnSynapse extends AsyncDisposable {
  readonly url: string
  readonly serverName: string
  /** The secret by which accounts are made. */
  readonly sharedSecret: string
}

export async function freePort(): Promise<number> {
  const server = createServer()
  const port = await listen(server, '127.0.0.1', 0)
  await close(server)
  return port
}

export async function configureSynapse(dir: string, serverName: string, port: number) {
  await mkdir(dir, { recursive: true })
  const config = path.join(dir, 'homeserver.yaml')
  const args = ['--server-name', serverName, '--config-path', config, '--data-directory', dir]
  await promisify(execFile)(
    python,
    ['-m', 'synapse.app.homeserver', ...args, '--generate-config', '--report-stats=no'],
    { cwd: dir },
  )
  const sharedSecret = 'only for this test'
  await appendFile(config, overrides(port, sharedSecret))
  return {
    sharedSecret,
    /** What the operator adds by hand. */
    add: async (yaml: string) => await appendFile(config, `\n${yaml}\n`),
    start: async () => await start(dir, config, serverName, port, sharedSecret),
  }
}

/** The last of equal keys counts. */
function overrides(port: number, sharedSecret: string): string {
  return `
listeners:
  - {port: ${port}, bind_addresses: ['127.0.0.1'], type: http, tls: false, resources: [{names: [client]}]}
registration_shared_secret: ${JSON.stringify(sharedSecret)}
trusted_key_servers: []
`
}

async function start(
  dir: string,
  config: string,
  serverName: string,
  port: number,
  sharedSecret: string,
): Promise<OwnSynapse> {
  const child = spawn(python, ['-m', 'synapse.app.homeserver', '-c', config], {
    cwd: dir,
    stdio: 'ignore',
  })
  const url = `http://127.0.0.1:${port}`
  await until('Synapse to be up', async () => {
    if (child.exitCode !== null) throw new Error(`Synapse ended with ${child.exitCode}`)
    return await fetch(`${url}/health`).then(
      (answer) => answer.ok,
      () => false,
    )
  })
  return {
    url,
    serverName,
    sharedSecret,
    async [Symbol.asyncDispose]() {
      child.kill('SIGTERM')
      if (child.exitCode === null) await once(child, 'exit')
    },
  }
}
