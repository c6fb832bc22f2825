import { randomUUID } from 'node:crypto'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import { text as textOf } from 'node:stream/consumers'
import { close, listen } from '../../../src/lib/listen.ts'
import { json } from '../told-provider.ts'
import { type Account, createAccount } from './account.ts'
import { apiKey, errorBody } from './adapter.ts'
import { createDeliveries } from './deliveries.ts'
import { Refusal, type Route } from './routing.ts'
import { received, stated } from './webhooks.ts'

export interface SentText {
  readonly id: string
  readonly from: string
  readonly to: string
  readonly text?: string
  readonly media_urls?: readonly string[]
  readonly webhook_url: string
}

/** The provider, as far as texts and numbers go: it remembers, and posts signed webhooks. */
export interface FakeTelnyx extends AsyncDisposable {
  readonly url: string
  readonly account: Account
  readonly sent: readonly SentText[]
  /** What was asked for: `GET /v2/balance`. */
  readonly asked: readonly string[]
  /** A phone texts a number of the account. @returns the status of the webhook's answer; 0 when there was none */
  text(from: string, to: string, text: string, change?: object): Promise<number>
  /** A text gets into this state. */
  report(sent: SentText, status: string, change?: object): Promise<number>
  /** Where this attachment can be fetched. */
  keep(name: string, bytes: Uint8Array): string
  /** The next requests of this kind are carried out, and their answer is lost. */
  loseAnswers(count: number, request: string): void
}

export async function startTelnyx({
  forSale = ['+14155550100'],
}: {
  readonly forSale?: readonly string[]
} = {}): Promise<FakeTelnyx> {
  const account = createAccount(forSale)
  const sent: SentText[] = []
  const asked: string[] = []
  const files = new Map<string, Uint8Array>()
  const { post, route } = createDeliveries()
  let lost = { count: 0, request: '' }

  const routes: readonly Route[] = [
    ...account.routes,
    route,
    [
      'POST',
      /^\/messages$/,
      ({ body }) => {
        const isOurs = [...account.numbers.values()].some(
          (number) => number.phone_number === body['from'] && number.messaging_profile_id !== null,
        )
        if (!isOurs) throw new Refusal(400, '40305')
        const message = { ...body, id: randomUUID() } as SentText
        sent.push(message)
        return { data: shown(message, 'queued') }
      },
    ],
    [
      'GET',
      /^\/messages\/([^/]+)$/,
      (_, id) => {
        const message = sent.find((each) => each.id === id)
        if (message === undefined) throw new Refusal(404, '10005')
        return { data: shown(message, 'delivered') }
      },
    ],
  ]

  async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const { pathname, searchParams: query } = new URL(request.url ?? '', 'http://provider')
    const file = files.get(pathname)
    if (file !== undefined)
      return void response.writeHead(200, { 'content-type': 'image/png' }).end(file)
    const name = `${request.method} ${pathname}`
    asked.push(name)
    const content = await textOf(request)
    const body = content === '' ? {} : JSON.parse(content)
    const [status, result] = outcome(routes, request, pathname.replace(/^\/v2/, ''), {
      query,
      body,
    })
    if (lost.count > 0 && lost.request === name) {
      lost.count -= 1
      return void response.destroy()
    }
    json(response, status, result)
  }

  const server = createServer((request, response) => void answer(request, response))
  const url = `http://127.0.0.1:${await listen(server, '127.0.0.1', 0)}`

  const fake: FakeTelnyx = {
    url,
    account,
    sent,
    asked,
    async text(from, to, text, change = {}) {
      const number = [...account.numbers.values()].find(({ phone_number }) => phone_number === to)
      const profile = account.profiles.get(number?.messaging_profile_id ?? '')
      const parties = {
        from: { phone_number: from },
        to: [{ phone_number: to, status: 'webhook_delivered' }],
      }
      const id = randomUUID()
      const received_at = new Date().toISOString()
      const content = received({ id, ...parties, text, received_at, ...change })
      return await post(profile?.webhook_url ?? '', content)
    },
    report: async (message, status, change = {}) =>
      await post(message.webhook_url, stated(status, { ...shown(message, status), ...change })),
    keep(name, bytes) {
      files.set(`/media/${name}`, bytes)
      return `${url}/media/${name}`
    },
    loseAnswers(count, request) {
      lost = { count, request }
    },
    [Symbol.asyncDispose]: async () => await close(server, 0),
  }
  return fake
}

function outcome(
  routes: readonly Route[],
  { method, headers }: IncomingMessage,
  path: string,
  request: Parameters<Route[2]>[0],
): readonly [number, unknown] {
  try {
    if (headers.authorization !== `Bearer ${apiKey}`) throw new Refusal(401, '10009')
    for (const [wanted, pattern, answer] of routes) {
      const match = method === wanted ? pattern.exec(path) : null
      if (match !== null) return [200, answer(request, decodeURIComponent(match[1] ?? ''))]
    }
    throw new Refusal(404, '10005')
  } catch (error) {
    if (!(error instanceof Refusal)) throw error
    return [error.status, errorBody(error.code)]
  }
}

function shown({ id, from, to, text = '' }: SentText, status: string): object {
  return {
    record_type: 'message',
    direction: 'outbound',
    id,
    type: 'SMS',
    from: { phone_number: from, carrier: 'Telnyx', line_type: 'Wireless' },
    to: [{ phone_number: to, status, carrier: 'AT&T', line_type: 'Wireless' }],
    text,
    errors: [],
  }
}
