import express, { type ErrorRequestHandler, type Express } from 'express'
import type { Log } from '../core/log.ts'
import { type TransactionsDeps, transactions } from './transactions.ts'

/** The application that the homeserver talks to, on a port of its own: nobody else needs to reach it. */
export function createAppservice(deps: TransactionsDeps & { readonly log: Log }): Express {
  const app = express()
  app.disable('x-powered-by')
  app.use(transactions(deps))
  app.use((_req, res) => void res.status(404).json({ errcode: 'M_UNRECOGNIZED' }))
  app.use(((error, _req, res, _next) => {
    const status = isUnreadable(error) ? 400 : 500
    if (status === 500) deps.log.error({ err: error }, 'a transaction was not stored')
    res.status(status).json({ errcode: status === 400 ? 'M_NOT_JSON' : 'M_UNKNOWN' })
  }) satisfies ErrorRequestHandler)
  return app
}

/** Express could not read the body: too large, cut off, no JSON. */
function isUnreadable(error: unknown): boolean {
  return typeof error === 'object' && error !== null && 'type' in error
}
