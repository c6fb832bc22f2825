import express, { type RequestHandler, type Router } from 'express'
import { sameSecret } from '../../../../src/lib/secrets.ts'
import type { Account } from '../account.ts'
import type { Commit } from '../commit.ts'
import type { Db } from '../database.ts'
import { refusal } from '../errors.ts'
import type { Feed } from '../feed.ts'
import type { Media } from '../media.ts'
import type { Messages } from '../messages.ts'
import type { Network } from '../network.ts'
import type { OptOuts } from '../opt-outs.ts'
import type { OwnedNumbers } from '../owned-numbers.ts'
import { dollars } from '../prices.ts'
import { availableNumberRoutes } from './available-numbers.ts'
import { incomingNumberRoutes } from './incoming-numbers.ts'
import { mediaRoutes } from './media.ts'
import { messageRoutes } from './messages.ts'
import { pricingRoutes } from './pricing.ts'
import { errorReply, respond, type Serve } from './serve.ts'

export interface RestDeps {
  readonly db: Db
  readonly commit: Commit
  readonly account: Account
  readonly messages: Messages
  readonly media: Media
  readonly numbers: OwnedNumbers
  readonly optOuts: OptOuts
  readonly network: Network
  readonly feed: Feed
  readonly serve: Serve
  readonly now: () => number
}

/** The provider's REST interface, as far as texting goes; its price list is on the same port. */
export function restRoutes(deps: RestDeps): Router {
  const { account, serve } = deps
  const router = express.Router()
  const base = `/2010-04-01/Accounts/${account.sid}`
  router.use(['/2010-04-01', '/v1'], authenticate(account))
  router.use(express.urlencoded({ extended: false, limit: '64kb' }))
  router.use(base, mediaRoutes(deps), messageRoutes(deps))
  router.use(base, incomingNumberRoutes(deps), availableNumberRoutes(deps))
  router.get(
    `${base}/Balance.json`,
    serve(() => {
      const balance = dollars(account.balance())
      return { status: 200, body: { account_sid: account.sid, balance, currency: 'USD' } }
    }),
  )
  router.use('/v1', pricingRoutes(deps))
  router.use(['/2010-04-01', '/v1'], (_request, response) =>
    respond(response, errorReply(refusal(20404, 404))),
  )
  return router
}

function authenticate({ sid, authToken }: Account): RequestHandler {
  return ({ headers }, response, next) => {
    const [scheme, credentials = ''] = (headers.authorization ?? '').split(' ')
    const given = Buffer.from(credentials, 'base64').toString('utf8')
    if (scheme?.toLowerCase() === 'basic' && sameSecret(given, `${sid}:${authToken}`)) return next()
    response.setHeader('www-authenticate', 'Basic realm="Twilio API"')
    respond(response, errorReply(refusal(20003, 401)))
  }
}
