import { randomUUID } from 'node:crypto'
import express, { type Request, type RequestHandler, type Router } from 'express'
import { sameSecret } from '../../../../src/lib/secrets.ts'
import { parameter } from '../rest/form.ts'
import { type Reply, respond } from '../rest/serve.ts'
import type { GatewayDeps } from './gateway.ts'
import { messageRoutes, requireDevice } from './message-routes.ts'
import { receivedPayload } from './payloads.ts'
import { phone } from './phone.ts'
import { answering, GatewayRefusal, parse } from './refusal.ts'
import { newWebhook, refresh } from './schemas.ts'
import { deviceShape } from './shapes.ts'

/** The API of a server of SMSGate, as far as texting goes. docs.sms-gate.app/integration/api */
export function gatewayRoutes(deps: GatewayDeps): Router {
  const { commit, webhooks, reports, inbox, serve, lastSeen } = deps
  const serving = (operation: (request: Request) => Reply | Promise<Reply>) =>
    answering(serve, operation)

  async function register({ body }: Request): Promise<Reply> {
    const { id = randomUUID(), url, event, deviceId } = parse(newWebhook, body)
    requireDevice(deviceId)
    await commit(() => webhooks.put({ id, url, event }))
    return {
      status: 201,
      body: { id, url, event, ...(deviceId === undefined ? {} : { deviceId }) },
    }
  }

  async function unregister(request: Request): Promise<Reply> {
    await commit(() => webhooks.remove(parameter(request, 'id')))
    return { status: 204 }
  }

  /** As older apps do, also what was reported already. */
  async function reportAgain({ body }: Request): Promise<Reply> {
    const { since, until, deviceId, triggerWebhooks, webhookDelivery } = parse(refresh, body)
    requireDevice(deviceId)
    const isWanted =
      (webhookDelivery ?? (triggerWebhooks ? 'Individual' : 'Disabled')) !== 'Disabled'
    if (isWanted) {
      await commit(() => {
        for (const message of inbox(since, until)) {
          reports.keep('sms:received', receivedPayload(message))
        }
      })
      reports.go()
    }
    return { status: 202 }
  }

  const router = express.Router()
  router.get('/health', (_request, response) => void response.json({ status: 'pass', checks: {} }))
  router.use(authenticate, express.json({ limit: '1mb' }))
  router.use('/messages', messageRoutes(deps))
  router.get(
    '/webhooks',
    serving(() => ({ status: 200, body: webhooks.list() })),
  )
  router.post('/webhooks', serving(register))
  router.delete('/webhooks/:id', serving(unregister))
  router.get(
    '/devices',
    serving(() => ({ status: 200, body: [deviceShape(lastSeen())] })),
  )
  router.post('/inbox/refresh', serving(reportAgain))
  router.get('/inbox', serving(notHere))
  return router
}

/** Servers keep no inbox. */
function notHere(): never {
  throw new GatewayRefusal(501, 'Inbox API is not implemented yet')
}

const authenticate: RequestHandler = ({ headers }, response, next) => {
  const [scheme, credentials = ''] = (headers.authorization ?? '').split(' ')
  const given = Buffer.from(credentials, 'base64').toString('utf8')
  const expected = `${phone.user}:${phone.password}`
  if (scheme?.toLowerCase() === 'basic' && sameSecret(given, expected)) return next()
  respond(response, { status: 401, body: { code: 401, message: 'Unauthorized' } })
}
