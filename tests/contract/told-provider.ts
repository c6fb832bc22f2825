import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import { text as textOf } from 'node:stream/consumers'
import type { Carrier } from '../../src/core/carrier.ts'
import { close, listen } from '../../src/lib/listen.ts'
import type { CarrierSubject, Treatment } from './carrier-suite.ts'

/** What the server that stands for a provider was asked. */
export interface Asked {
  readonly method: string
  /** Path and query. */
  readonly url: string
  readonly authorization: string
  readonly body: string
}

export type Answer = (
  asked: Asked,
  response: ServerResponse,
  request: IncomingMessage,
) => void | Promise<void>

export interface ToldProvider extends AsyncDisposable {
  readonly url: string
  readonly asked: readonly Asked[]
}

/** A web server that answers as it is told. */
export async function startProvider(answer: Answer): Promise<ToldProvider> {
  const asked: Asked[] = []
  const server = createServer(async (request, response) => {
    const { method = '', url = '', headers } = request
    const { authorization = '' } = headers
    const one = { method, url, authorization, body: await textOf(request) }
    asked.push(one)
    await answer(one, response, request)
  })
  const url = `http://127.0.0.1:${await listen(server, '127.0.0.1', 0)}`
  return { url, asked, [Symbol.asyncDispose]: async () => await close(server, 0) }
}

export function json(response: ServerResponse, status: number, body: unknown, headers = {}): void {
  response.writeHead(status, { 'content-type': 'application/json', ...headers })
  response.end(typeof body === 'string' ? body : JSON.stringify(body))
}

/** What differs from provider to provider when a text is sent. */
export interface Treated {
  /** The adapter for a provider at this address. */
  readonly carrierAt: (url: string, options: { readonly timeoutMs: number }) => Carrier
  /** The text in the body of a request that sends it. */
  readonly textIn: (body: string) => string
  readonly answers: Readonly<
    Record<'accept' | 'refuse' | 'busy' | 'fault', (response: ServerResponse) => void>
  >
}

/** For the suite of all carriers: an adapter, before a provider that treats the next text as it is told. */
export async function startTreating({
  carrierAt,
  textIn,
  answers: own,
}: Treated): Promise<CarrierSubject> {
  let next: Treatment = 'accept'
  const reached: string[] = []
  const answers = { ...own, ...common }
  const provider = await startProvider(({ body }, response, request) => {
    if (next !== 'busy' && next !== 'refuse') reached.push(textIn(body))
    answers[next](response, request)
  })
  return {
    carrier: carrierAt(provider.url, { timeoutMs: 300 }),
    reached,
    async treatNext(treatment) {
      next = treatment
      if (treatment === 'away') await provider[Symbol.asyncDispose]()
    },
    [Symbol.asyncDispose]: async () => {
      if (next !== 'away') await provider[Symbol.asyncDispose]()
    },
  }
}

const common = {
  nonsense: (response: ServerResponse) => json(response, 200, '<html>'),
  reset: (_: ServerResponse, request: IncomingMessage) => void request.socket.resetAndDestroy(),
  hang: () => {},
  away: () => {},
}
