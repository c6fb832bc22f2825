import express, { type ErrorRequestHandler, type Express } from 'express'
import { HomeserverError } from '../core/errors.ts'
import type { Log } from '../core/log.ts'
import { type TransactionsDeps, transactions } from './transactions.ts'

/** The application that the homeserver talks to, on a port of its own: nobody else needs to reach it. */
export function createAppservice(deps: TransactionsDeps & { readonly log: Log }): Express {
  const app = express()
  app.disable('x-powered-by').disable('etag')
  app.use(transactions(deps))
  app.use((_req, res) => void res.status(404).json({ errcode: 'M_UNRECOGNIZED' }))
  app.use(((error, _req, res, _next) => {
    const status = statusOf(error)
    if (status >= 500) deps.log.error({ err: error }, 'a transaction was not stored')
    res.status(status).json({ errcode: errorCodes[status] ?? 'M_UNKNOWN' })
  }) satisfies ErrorRequestHandler)
  return app
}

const errorCodes: Readonly<Record<number, string>> = { 400: 'M_NOT_JSON', 413: 'M_TOO_LARGE' }

/** Express' own refusals (too large, cut off, no JSON) carry their status; so does what the homeserver refused us. */
function statusOf(error: unknown): number {
  if (!(error instanceof Error) || error instanceof HomeserverError) return 500
  const status = 'status' in error ? error.status : 500
  return typeof status === 'number' && status >= 400 && status < 600 ? status : 500
}
