import type { IncomingMessage } from 'node:http'
import type { Carrier } from '../core/carrier.ts'
import { CarrierError } from '../core/errors.ts'
import type { Log } from '../core/log.ts'
import { parseMessageKey } from '../core/message.ts'
import type { Metrics } from '../core/metrics.ts'
import { definite } from '../lib/definite.ts'
import { bodyOf, decodedPart, RequestError } from '../lib/request.ts'
import { sameSecret } from '../lib/secrets.ts'
import type { Reply } from '../lib/serve.ts'
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
 * @throws RequestError for an address that is none
 */
export function webhooks(deps: WebhookDeps): (request: IncomingMessage) => Promise<Reply> {
  const { carriers, secretOf, publicUrl, wake, caughtUp, metrics, log } = deps

  function carrierOf(id: string, secret: string): Receiving | undefined {
    const expected = secretOf(id)
    if (expected === undefined || !sameSecret(secret, expected)) return undefined
    const carrier = carriers.get(id)
    return carrier !== undefined && isReceiving(carrier) ? carrier : undefined
  }

  /** @param name the last part of its address */
  async function takeFrom(carrier: Receiving, request: IncomingMessage, name: string) {
    const { url = '', headers } = request
    const key = definite({ key: parseMessageKey(name) })
    const body = await bodyOf(request, mostBytes)
    const events = await carrier.receive({ url: publicUrl + url, headers, body, ...key })
    await caughtUp()
    await takeIn(deps, carrier.id, events)
    wake()
  }

  return async (request) => {
    const [, part = '', secret = '', name = ''] = address.exec(request.url ?? '') ?? []
    const id = decodedPart(part)
    const carrier = request.method === 'POST' ? carrierOf(id, secret) : undefined
    // Nobody else's bodies are read.
    if (carrier === undefined) return { status: 404 }
    try {
      await takeFrom(carrier, request, name)
      metrics.webhook(carrier.id, 'accepted')
      return { status: 204 }
    } catch (error) {
      const status = statusOf(error)
      const outcome = outcomeOf(status)
      metrics.webhook(carrier.id, outcome)
      log.warn({ carrier: carrier.id, outcome, err: error }, 'a webhook was not accepted')
      return { status }
    }
  }
}

/** Not every carrier reports by webhook. */
type Receiving = Carrier & Required<Pick<Carrier, 'receive'>>

function isReceiving(carrier: Carrier): carrier is Receiving {
  return carrier.receive !== undefined
}

const address = /^\/webhooks\/([^/?]+)\/([^/?]+)(?:\/([^/?]*))?\/?(?:\?.*)?$/
/** Some bring pictures along. */
const mostBytes = 8 * 1024 * 1024

function statusOf(error: unknown): number {
  if (error instanceof RequestError) return error.status
  if (!(error instanceof CarrierError)) return 500
  return error.code === 'unauthorized' ? 403 : 400
}

function outcomeOf(status: number): 'unauthorized' | 'malformed' | 'failed' {
  if (status >= 500) return 'failed'
  return status === 403 ? 'unauthorized' : 'malformed'
}
