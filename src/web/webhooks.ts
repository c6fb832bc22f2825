import express, { type Request, type RequestHandler, type Router } from 'express'
import type { Carrier } from '../core/carrier.ts'
import { CarrierError } from '../core/errors.ts'
import type { Log } from '../core/log.ts'
import { parseMessageKey } from '../core/message.ts'
import type { Metrics } from '../core/metrics.ts'
import { sameSecret } from '../lib/secrets.ts'
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
  return `/webhooks/${encodeURIComponent(carrier)}/${secret}`
}

/** `POST /webhooks/:carrier/:secret[/:key]`: verify, store, acknowledge. Nothing slow happens before the reply. */
export function webhooks(deps: WebhookDeps): Router {
  const { carriers, secretOf, wake, caughtUp, metrics, log } = deps

  function carrierOf({ params }: Request): Carrier | undefined {
    const { carrier: id = '', secret = '' } = params as Readonly<Record<string, string>>
    const expected = secretOf(id)
    if (expected === undefined || !sameSecret(secret, expected)) return undefined
    return carriers.get(id)
  }

  /** Nobody else's bodies are read. */
  const known: RequestHandler = (req, res, next) => {
    if (carrierOf(req)?.receive === undefined) return void res.sendStatus(404)
    next()
  }

  const receive: RequestHandler = async (req, res) => {
    const carrier = carrierOf(req)
    if (carrier?.receive === undefined) return void res.sendStatus(404)
    try {
      const events = await carrier.receive(requestOf(req))
      await caughtUp()
      await takeIn(deps, carrier.id, events)
      wake()
      metrics.webhook(carrier.id, 'accepted')
      res.status(204).end()
    } catch (error) {
      const status = statusOf(error)
      const outcome = outcomes[status] ?? 'failed'
      metrics.webhook(carrier.id, outcome)
      log.warn({ carrier: carrier.id, outcome, err: error }, 'a webhook was not accepted')
      res.sendStatus(status)
    }
  }

  function requestOf(req: Request) {
    const key = parseMessageKey(String(req.params['key'] ?? ''))
    return {
      url: `${deps.publicUrl}${req.originalUrl}`,
      headers: req.headers,
      body: Buffer.isBuffer(req.body) ? req.body : Buffer.alloc(0),
      ...(key === undefined ? {} : { key }),
    }
  }

  const router = express.Router()
  const raw = express.raw({ type: () => true, limit: largest })
  const paths = ['/webhooks/:carrier/:secret', '/webhooks/:carrier/:secret/:key']
  router.post(paths, known, raw, receive)
  return router
}

/** Some bring pictures along. */
const largest = '8mb'

const outcomes: Readonly<Record<number, 'unauthorized' | 'malformed'>> = {
  403: 'unauthorized',
  400: 'malformed',
}

function statusOf(error: unknown): number {
  if (!(error instanceof CarrierError)) return 500
  return error.code === 'unauthorized' ? 403 : 400
}
