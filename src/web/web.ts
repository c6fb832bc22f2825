import type { RequestListener } from 'node:http'
import express, { type ErrorRequestHandler, type Express } from 'express'
import type { Log } from '../core/log.ts'
import { RequestError } from '../lib/request.ts'
import { serve } from '../lib/serve.ts'
import { type AdminDeps, admin } from './admin.ts'
import { type HealthDeps, health } from './health.ts'
import { type MediaDeps, media } from './media.ts'
import type { MetricsPage } from './metrics.ts'
import { type WebhookDeps, webhookRoot, webhooks } from './webhooks.ts'

export interface WebDeps {
  readonly webhooks: WebhookDeps
  readonly health: HealthDeps
  readonly admin: AdminDeps
  readonly media: MediaDeps
  readonly metrics: MetricsPage
  readonly log: Log
}

/** Everything that comes by HTTP, but for the homeserver's transactions. */
export function createWeb(deps: WebDeps): RequestListener {
  const { log } = deps
  const pages = createPages(deps)
  const hooks = serve(webhooks(deps.webhooks), (error) => {
    if (error instanceof RequestError) return { status: error.status }
    log.error({ err: error }, 'a webhook failed')
    return { status: 500 }
  })
  return (request, response) => {
    const answer = request.url?.startsWith(webhookRoot) === true ? hooks : pages
    answer(request, response)
  }
}

/** What is asked for seldom. */
function createPages(deps: WebDeps): Express {
  const app = express()
  app.disable('x-powered-by').disable('etag')
  app.use(health(deps.health))
  app.use(admin(deps.admin))
  app.use(media(deps.media))
  app.get('/metrics', async (_req, res) => {
    res.type(deps.metrics.contentType).send(await deps.metrics.text())
  })
  app.use(((error, _req, res, _next) => {
    const status = statusOf(error)
    if (status >= 500) deps.log.error({ err: error }, 'a request failed')
    res.sendStatus(status)
  }) satisfies ErrorRequestHandler)
  return app
}

/** Express' own refusals (too large, cut off, malformed) carry their status. */
function statusOf(error: unknown): number {
  const status =
    typeof error === 'object' && error !== null && 'status' in error ? error.status : 500
  return typeof status === 'number' && status >= 400 && status < 600 ? status : 500
}
