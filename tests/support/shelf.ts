import { createServer } from 'node:http'
import { close, listen } from '../../src/lib/listen.ts'

/** What is at one address. */
interface Shelved {
  readonly type?: string
  readonly bytes?: Uint8Array
  readonly status?: number
}

/** A web server from which a carrier fetches attachments. */
export interface Shelf extends AsyncDisposable {
  readonly url: string
  /** By path. */
  readonly files: Map<string, Shelved>
  /** "GET /path", in their order. */
  readonly asked: readonly string[]
  /** Answers wait for this. */
  gate: Promise<void>
}

export async function testShelf(port = 0): Promise<Shelf> {
  const asked: string[] = []
  const files = new Map<string, Shelved>()
  const server = createServer(async ({ method, url = '' }, response) => {
    asked.push(`${method} ${url}`)
    await shelf.gate
    const file = files.get(url)
    if (file === undefined) return void response.writeHead(404).end()
    const { type, bytes = new Uint8Array(), status = 200 } = file
    response.writeHead(status, {
      ...(type === undefined ? {} : { 'content-type': type }),
      'content-length': bytes.length,
    })
    response.end(method === 'HEAD' ? undefined : bytes)
  })
  const shelf: Shelf = {
    url: `http://127.0.0.1:${await listen(server, '127.0.0.1', port)}`,
    files,
    asked,
    gate: Promise.resolve(),
    [Symbol.asyncDispose]: () => close(server, 0),
  }
  return shelf
}
