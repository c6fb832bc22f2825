import express, { type ErrorRequestHandler, type Express } from 'express'
import type { Log } from '../../../src/core/log.ts'
import { type ControlDeps, controlRoutes } from './control/control.ts'
import { guard } from './control/guard.ts'
import type { ConnectedGateway } from './gateway/gateway.ts'
import type { OwnedNumbers } from './owned-numbers.ts'
import { page } from './page.ts'
import { type RestDeps, restRoutes } from './rest/rest.ts'
import { createServe } from './rest/serve.ts'

export interface AppDeps extends ControlDeps, Omit<RestDeps, 'serve'> {
  readonly gateway: Pick<ConnectedGateway, 'routes' | 'control'>
  /** With those that the REST interface knows nothing of. */
  readonly allNumbers: OwnedNumbers
  readonly host: string
  readonly log: Log
  readonly random: () => number
}

/** The REST interface, what controls the phones, and their page. */
export function createApp(deps: AppDeps): Express {
  const app = express()
  const isOurs = guard(deps.host)
  const serve = createServe(deps)
  const { gateway } = deps
  app.disable('x-powered-by')
  app.disable('etag')
  app.use('/_sim/gateway', isOurs, gateway.control)
  app.use('/_sim', isOurs, controlRoutes({ ...deps, numbers: deps.allNumbers }))
  app.get('/', (_req, res) => void res.redirect('/handset'))
  app.use('/handset', isOurs, page())
  app.use('/3rdparty/v1', isOurs, gateway.routes(serve))
  app.use(restRoutes({ ...deps, serve }))
  app.use(
    (_request, response) => void response.status(404).json({ error: 'There is nothing here.' }),
  )
  app.use(((error, _request, response, _next) => {
    const status = statusOf(error)
    if (status === 500) deps.log.error({ err: error }, 'the simulated carrier failed')
    response.status(status).json({ error: sentences[status] ?? 'This can not be read.' })
  }) satisfies ErrorRequestHandler)
  return app
}

const sentences: Readonly<Record<number, string>> = {
  400: 'This is not well-formed.',
  413: 'This is too large.',
  415: 'This is in no form that can be read.',
  500: 'Something went wrong; the log says more.',
}

/** Express says what it could not read: too large, cut off, no JSON. */
function statusOf(error: unknown): number {
  const status = typeof error === 'object' && error !== null && 'status' in error ? error.status : 0
  return typeof status === 'number' && status >= 400 && status < 500 ? status : 500
}
