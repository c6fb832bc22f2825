import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { createServer } from 'node:http'
import path from 'node:path'
import { close, listen } from '../../src/lib/listen.ts'

/** A proxy that refuses requests and answers which do not fit a provider's OpenAPI description. */
export interface Prism extends AsyncDisposable {
  readonly url: string
  /** What it said, for a failed test to show. */
  readonly output: () => string
}

export async function startPrism(description: string, target: string): Promise<Prism> {
  const root = path.resolve(import.meta.dirname, '../..')
  const port = await freePort()
  const child = spawn(
    process.execPath,
    [
      path.join(root, 'node_modules/@stoplight/prism-cli/dist/index.js'),
      ...['proxy', '--errors', '-h', '127.0.0.1', '-p', String(port)],
      ...[path.resolve(root, 'tests/fixtures', description), target],
    ],
    { stdio: ['ignore', 'pipe', 'pipe'] },
  )
  let output = ''
  await new Promise<void>((resolve, reject) => {
    const read = (chunk: Buffer) => {
      output += chunk.toString('utf8')
      if (output.includes('is listening')) resolve()
    }
    child.stdout.on('data', read)
    child.stderr.on('data', read)
    child.once('error', reject)
    child.once('exit', () => reject(new Error(`Prism ended: ${output}`)))
  })
  return {
    url: `http://127.0.0.1:${port}`,
    output: () => output,
    async [Symbol.asyncDispose]() {
      child.kill()
      await once(child, 'exit')
    },
  }
}

async function freePort(): Promise<number> {
  const server = createServer()
  const port = await listen(server, '127.0.0.1', 0)
  await close(server)
  return port
}
