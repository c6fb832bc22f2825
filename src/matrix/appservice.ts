import type { IncomingMessage, RequestListener } from 'node:http'
import type { Homeserver } from '../core/homeserver.ts'
import { parseUserId } from '../core/ids.ts'
import { decodedPart, RequestError } from '../lib/request.ts'
import { sameSecret } from '../lib/secrets.ts'
import { type Reply, serve } from '../lib/serve.ts'
import { type TransactionsDeps, transactions } from './transactions.ts'

export interface AppserviceDeps extends TransactionsDeps {
  /** The token that the homeserver shows. */
  readonly token: string
  readonly homeserver: Pick<Homeserver, 'isOurs' | 'contactOf' | 'ensureGhost'>
}

/**
 * What the homeserver calls, on a port of its own: nobody else needs to reach it. Transactions, user and room
 * queries, pings. Matrix specification, application service API.
 */
export function createAppservice(deps: AppserviceDeps): RequestListener {
  const { token, homeserver, log } = deps

  /** Somebody asks for a user that does not exist: a ghost only for what can be a contact. */
  async function queryUser(_request: IncomingMessage, id: string): Promise<Reply> {
    const userId = parseUserId(id)
    const contact = userId === undefined ? undefined : homeserver.contactOf(userId)
    if (contact === undefined) return notFound
    await homeserver.ensureGhost(contact)
    return nothing
  }

  const routes = new Map<string, Route>([
    ['PUT transactions/{id}', transactions(deps)],
    ['GET users/{id}', queryUser],
    ['GET rooms/{id}', async () => notFound],
    ['POST ping', async () => nothing],
  ])

  function refusal({ headers }: IncomingMessage): Reply | undefined {
    const given = /^Bearer (.+)$/.exec(headers.authorization ?? '')?.[1]
    if (given === undefined) return { status: 401, json: { errcode: 'M_MISSING_TOKEN' } }
    return sameSecret(given, token) ? undefined : { status: 403, json: { errcode: 'M_FORBIDDEN' } }
  }

  async function dispatch(request: IncomingMessage): Promise<Reply> {
    const path = address.exec(request.url ?? '')?.[1]
    if (path === undefined) return unrecognized
    const refused = refusal(request)
    if (refused !== undefined) return refused
    const [id = ''] = path.split('/').slice(1)
    const route = routes.get(`${request.method} ${path.replace(/\/[^/]+$/, '/{id}')}`)
    return route === undefined ? unrecognized : await route(request, decodedPart(id))
  }

  function failed(error: unknown): Reply {
    if (!(error instanceof RequestError)) {
      log.error({ err: error }, 'a transaction was not stored')
      return { status: 500, json: { errcode: 'M_UNKNOWN' } }
    }
    const { status } = error
    log.warn({ status }, 'a request of the homeserver could not be read')
    return { status, json: { errcode: errorCodes[status] ?? 'M_UNKNOWN' } }
  }

  return serve(dispatch, failed)
}

type Route = (request: IncomingMessage, id: string) => Promise<Reply>

/** What is below `/_matrix/app/v1/`, without a slash at its end. */
const address = /^\/_matrix\/app\/v1\/([^?]*?)\/?(?:\?.*)?$/

const nothing: Reply = { status: 200, json: {} }
const notFound: Reply = { status: 404, json: { errcode: 'M_NOT_FOUND' } }
const unrecognized: Reply = { status: 404, json: { errcode: 'M_UNRECOGNIZED' } }

const errorCodes: Readonly<Record<number, string>> = { 400: 'M_NOT_JSON', 413: 'M_TOO_LARGE' }
