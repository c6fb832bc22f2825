import { createServer } from 'node:http'
import { text } from 'node:stream/consumers'
import { z } from 'zod'
import { close, listen } from '../../src/lib/listen.ts'
import { createArrivals } from './arrivals.ts'

/** An appservice that only answers 200, and notes when each message came. */
export interface BareAppservice extends AsyncDisposable {
  readonly url: string
  /** Resolves with the moment at which the message with this body arrived. */
  arrived(body: string): Promise<number>
}

export async function startBareAppservice(): Promise<BareAppservice> {
  const arrivals = createArrivals<number>('at the bare appservice')
  const server = createServer(async (request, response) => {
    const at = performance.now()
    const body = await text(request)
    response.writeHead(200, { 'content-type': 'application/json' }).end('{}')
    const events = transaction.safeParse(JSON.parse(body || '{}')).data?.events ?? []
    for (const { content } of events) {
      if (content.body !== undefined) arrivals.note(content.body, at)
    }
  })
  const port = await listen(server, '127.0.0.1', 0)
  return {
    url: `http://127.0.0.1:${port}`,
    arrived: async (body) => await arrivals.of(body),
    [Symbol.asyncDispose]: async () => await close(server, 0),
  }
}

const content = z.object({ body: z.string().optional().catch(undefined) })
const transaction = z.object({ events: z.array(z.object({ content })) })
