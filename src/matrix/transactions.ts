import type { IncomingMessage } from 'node:http'
import { z } from 'zod'
import type { Homeserver } from '../core/homeserver.ts'
import type { Inbox } from '../core/inbox.ts'
import { eventLane, matrixSource } from '../core/lane.ts'
import type { Log } from '../core/log.ts'
import type { MatrixEvent } from '../core/matrix-event.ts'
import { bodyOf, RequestError } from '../lib/request.ts'
import type { Reply } from '../lib/serve.ts'
import { parseEvent } from './event.ts'

export interface TransactionsDeps {
  readonly homeserver: Pick<Homeserver, 'isOurs'>
  readonly inbox: Pick<Inbox, 'append'>
  readonly wake: () => void
  /** Resolves once what the homeserver may have lost in these rooms has been appended. */
  readonly caughtUp: (rooms: readonly MatrixEvent['room'][]) => Promise<void>
  readonly log: Log
}

/**
 * `PUT /transactions/{txnId}`: answered once its events are on disk; a part of it that can't be read never stops
 * the rest. Matrix specification, application service API, "Pushing events".
 * @throws RequestError
 */
export function transactions(deps: TransactionsDeps): (request: IncomingMessage) => Promise<Reply> {
  const { homeserver, inbox, wake, caughtUp, log } = deps

  return async (request) => {
    const body = transaction.safeParse(await jsonOf(request))
    if (!body.success) return { status: 400, json: { errcode: 'M_BAD_JSON' } }
    const parsed = body.data.events.map(parseEvent)
    const unread = parsed.filter((event) => event === undefined).length
    if (unread > 0) log.warn({ events: unread }, 'events of a transaction could not be read')
    const events = parsed
      .filter((event) => event !== undefined)
      .filter(({ sender }) => !homeserver.isOurs(sender))
    await caughtUp([...new Set(events.map(({ room }) => room))])
    await inbox.append(matrixSource, events.map(entryOf))
    wake()
    return { status: 200, json: {} }
  }
}

/** A room event as an entry of the inbox; transactions and catching up make the same. */
export function entryOf(event: MatrixEvent) {
  return { id: event.id, lane: eventLane(event), payload: { kind: 'matrix', event } } as const
}

const mostBytes = 20 * 1024 * 1024
const transaction = z.object({ events: z.array(z.unknown()).max(10_000).default([]) })

/** No body brings nothing. */
async function jsonOf(request: IncomingMessage): Promise<unknown> {
  const body = await bodyOf(request, mostBytes)
  if (body.length === 0) return {}
  try {
    return JSON.parse(body.toString('utf8'))
  } catch (cause) {
    throw new RequestError(400, 'The body is no JSON', { cause })
  }
}
