import express, { type RequestHandler, type Router } from 'express'
import { z } from 'zod'
import type { Homeserver } from '../core/homeserver.ts'
import type { Inbox } from '../core/inbox.ts'
import { eventLane, matrixSource } from '../core/lane.ts'
import type { Log } from '../core/log.ts'
import type { MatrixEvent } from '../core/matrix-event.ts'
import { sameSecret } from '../lib/secrets.ts'
import { parseEvent } from './event.ts'

export interface TransactionsDeps {
  /** The token that the homeserver shows. */
  readonly token: string
  readonly homeserver: Pick<Homeserver, 'isOurs' | 'contactOf' | 'ensureGhost'>
  readonly inbox: Pick<Inbox, 'append'>
  readonly wake: () => void
  /** Resolves once what the homeserver may have lost in these rooms has been appended. */
  readonly caughtUp: (rooms: readonly MatrixEvent['room'][]) => Promise<void>
  readonly log: Log
}

/**
 * What the homeserver calls: transactions, user queries, pings. A transaction is answered once its
 * events are on disk; a part of it that can't be read never stops the rest.
 * Matrix specification, application service API.
 */
export function transactions(deps: TransactionsDeps): Router {
  const { token, homeserver, inbox, wake, caughtUp, log } = deps

  const authorize: RequestHandler = (req, res, next) => {
    const given = /^Bearer (.+)$/.exec(req.headers.authorization ?? '')?.[1]
    if (given === undefined) return void res.status(401).json({ errcode: 'M_MISSING_TOKEN' })
    if (!sameSecret(given, token)) return void res.status(403).json({ errcode: 'M_FORBIDDEN' })
    next()
  }

  const receive: RequestHandler = async (req, res) => {
    const body = transaction.safeParse(req.body)
    if (!body.success) return void res.status(400).json({ errcode: 'M_BAD_JSON' })
    const parsed = body.data.events.map(parseEvent)
    const unread = parsed.filter((event) => event === undefined).length
    if (unread > 0) log.warn({ events: unread }, 'events of a transaction could not be read')
    const events = parsed
      .filter((event) => event !== undefined)
      .filter(({ sender }) => !homeserver.isOurs(sender))
    await caughtUp([...new Set(events.map(({ room }) => room))])
    await inbox.append(matrixSource, events.map(entryOf))
    wake()
    res.json({})
  }

  /** Somebody asks for a user that does not exist: a ghost only for what can be a contact. */
  const queryUser: RequestHandler = async (req, res) => {
    const contact = homeserver.contactOf(String(req.params['userId']) as MatrixEvent['sender'])
    if (contact === undefined) return void res.status(404).json({ errcode: 'M_NOT_FOUND' })
    await homeserver.ensureGhost(contact)
    res.json({})
  }

  const router = express.Router()
  router.use('/_matrix/app/v1', authorize)
  router.put(
    '/_matrix/app/v1/transactions/:txnId',
    express.json({ limit: '20mb', type: () => true }),
    receive,
  )
  router.get('/_matrix/app/v1/users/:userId', queryUser)
  router.get('/_matrix/app/v1/rooms/:alias', (_req, res) => {
    res.status(404).json({ errcode: 'M_NOT_FOUND' })
  })
  router.post('/_matrix/app/v1/ping', (_req, res) => void res.json({}))
  return router
}

/** A room event as an entry of the inbox; transactions and catching up make the same. */
export function entryOf(event: MatrixEvent) {
  return { id: event.id, lane: eventLane(event), payload: { kind: 'matrix', event } } as const
}

const transaction = z.object({ events: z.array(z.unknown()).max(10_000).default([]) })
