import { createServer, type RequestListener } from 'node:http'
import { RefusedError } from '../core/errors.ts'
import { close, listen } from '../lib/listen.ts'

/** A port that is taken before anything that needs its number is built; it answers 503 until opened. */
export interface Door extends AsyncDisposable {
  readonly port: number
  open(listener: RequestListener): void
}

/** @param setting the configuration's key, for the remedy @throws RefusedError when the port can't be had */
export async function createDoor(host: string, port: number, setting: string): Promise<Door> {
  let answer: RequestListener = (_req, res) => void res.writeHead(503).end()
  // Whoever sends too slowly is looked for this often, milliseconds.
  const options = { connectionsCheckingInterval: 5000 }
  const server = createServer(options, (req, res) => answer(req, res))
  // Slow senders must not hold on for ever.
  server.requestTimeout = 30_000
  server.headersTimeout = 10_000
  const taken = await listen(server, host, port).catch((error: unknown) => {
    throw new RefusedError(portRefusal(error, host, port, setting), { cause: error })
  })
  return {
    port: taken,
    open(listener) {
      answer = listener
    },
    async [Symbol.asyncDispose]() {
      await close(server)
    },
  }
}

/** Why a port can't be listened on, and what to do. */
export function portRefusal(error: unknown, host: string, port: number, setting: string): string {
  const code = error instanceof Error && 'code' in error ? error.code : undefined
  const why = code === 'EADDRINUSE' ? 'another program uses it' : `the system says ${String(code)}`
  return `Port ${port} on ${host} can not be opened: ${why}. Choose another one with --set ${setting}=PORT, or move all of Homeline's with --ports BASE.`
}
