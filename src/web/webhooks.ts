import type { IncomingMessage } from 'node:http'
import type { Carrier } from '../core/carrier.ts'
import { CarrierError } from '../core/errors.ts'
import type { Log } from '../core/log.ts'
import { parseMessageKey } from '../core/message.ts'
import type { Metrics } from '../core/metrics.ts'
import { definite } from '../lib/definite.ts'
import { sameSecret } from '../lib/secrets.ts'
import { bodyOf, type Reply } from '../lib/serve.ts'
import { type TakeInDeps, takeIn } from '../portal/take-in.ts'

export interface WebhookDeps extends TakeInDeps {
  /** As carriers call us, without a slash at the end. */
  readonly publicUrl: string
  readonly carriers: ReadonlyMap<string, Carrier>
  /** The unguessable part of each carrier's webhook URLs. */
  readonly secretOf: (carrier: string) => string | undefined
  readonly wake: () => void
  /** Resolves once what was missed has been listed: what comes now is newer. */
  readonly caughtUp: () => Promise<void>
  readonly metrics: Metrics
  readonly log: Log
}

/** The path of a carrier's webhooks; a message's own states come to `…/<key>` below it. */
export function webhookPath(carrier: string, secret: string): string {
  return `${webhookRoot}${encodeURIComponent(carrier)}/${secret}`
}

/** What the addresses of all webhooks begin with. */
export const webhookRoot = '/webhooks/'

/**
 * `POST /webhooks/:carrier/:secret[/:key]`: verify, store, acknowledge. Nothing slow happens before the reply.
 * @throws RequestError
 */
export function webhooks(deps: WebhookDeps): (request: IncomingMessage) => Promise<Reply> {
  const { carriers, secretOf, publicUrl, wake, caughtUp, metrics, log } = deps

  function carrierOf(id: string, secret: string): Receiving | undefined {
    const expected = secretOf(id)
    if (expected === undefined || !sameSecret(secret, expected)) return undefined
    const carrier = carriers.get(id)
    return carrier !== undefined && isReceiving(carrier) ? carrier : undefined
  }

  async function receive(carrier: Receiving, request: ReadRequest): Promise<Reply> {
    try {
      const events = await carrier.receive(request)
      await caughtUp()
      await takeIn(deps, carrier.id, events)
      wake()
      metrics.webhook(carrier.id, 'accepted')
      return { status: 204 }
    } catch (error) {
      const status = statusOf(error)
      const outcome = outcomes[status] ?? 'failed'
      metrics.webhook(carrier.id, outcome)
      log.warn({ carrier: carrier.id, outcome, err: error }, 'a webhook was not accepted')
      return { status }
    }
  }

  return async (request) => {
    const { url = '', method, headers } = request
    const [, id = '', secret = '', name = ''] = address.exec(url) ?? []
    const carrier = method === 'POST' ? carrierOf(decoded(id), secret) : undefined
    // Nobody else's bodies are read.
    if (carrier === undefined) return { status: 404 }
    const body = await bodyOf(request, mostBytes)
    const key = definite({ key: parseMessageKey(name) })
    return await receive(carrier, { url: publicUrl + url, headers, body, ...key })
  }
}

/** Not every carrier reports by webhook. */
type Receiving = Carrier & Required<Pick<Carrier, 'receive'>>

function isReceiving(carrier: Carrier): carrier is Receiving {
  return carrier.receive !== undefined
}

type ReadRequest = Parameters<Receiving['receive']>[0]

const address = /^\/webhooks\/([^/?]+)\/([^/?]+)(?:\/([^/?]*))?(?:\?.*)?$/
/** Some bring pictures along. */
const mostBytes = 8 * 1024 * 1024

/** A part that can't be decoded is nobody's name. */
function decoded(part: string): string {
  try {
    return decodeURIComponent(part)
  } catch {
    return ''
  }
}

const outcomes: Readonly<Record<number, 'unauthorized' | 'malformed'>> = {
  403: 'unauthorized',
  400: 'malformed',
}

function statusOf(error: unknown): number {
  if (!(error instanceof CarrierError)) return 500
  return error.code === 'unauthorized' ? 403 : 400
}
