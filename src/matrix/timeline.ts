import { z } from 'zod'
import { HomeserverError } from '../core/errors.ts'
import type { Actor, Member } from '../core/homeserver.ts'
import { type EventId, parseUserId, type RoomId } from '../core/ids.ts'
import type { MatrixEvent } from '../core/matrix-event.ts'
import { parseEvent } from './event.ts'
import { type ActorRequest, path } from './requests.ts'

/** Undefined where there is none or it can't be seen. */
export async function getState(
  request: ActorRequest,
  as: Actor,
  room: RoomId,
  type: string,
  stateKey: string,
): Promise<Readonly<Record<string, unknown>> | undefined> {
  const to = path`/_matrix/client/v3/rooms/${room}/state/${type}/${stateKey}`
  const found = await request(as, 'GET', to).catch(hidden)
  return found === undefined ? undefined : record.parse(found)
}

export async function members(
  request: ActorRequest,
  as: Actor,
  room: RoomId,
): Promise<readonly Member[]> {
  const to = path`/_matrix/client/v3/rooms/${room}/members`
  const { chunk } = memberPage.parse(await request(as, 'GET', to))
  return chunk.flatMap(({ state_key, content: { membership } }) => {
    const userId = parseUserId(state_key)
    if (userId === undefined || (membership !== 'join' && membership !== 'invite')) return []
    return [{ userId, membership }]
  })
}

export async function getEvent(
  request: ActorRequest,
  as: Actor,
  room: RoomId,
  id: EventId,
): Promise<MatrixEvent | undefined> {
  const to = path`/_matrix/client/v3/rooms/${room}/event/${id}`
  return parseEvent(await request(as, 'GET', to).catch(hidden))
}

/** The newest first. */
export async function recent(
  request: ActorRequest,
  as: Actor,
  room: RoomId,
  limit: number,
): Promise<readonly MatrixEvent[]> {
  const to = path`/_matrix/client/v3/rooms/${room}/messages`
  const { chunk } = page.parse(await request(as, 'GET', to, { query: { dir: 'b', limit } }))
  return chunk.flatMap((event) => parseEvent(event) ?? [])
}

/**
 * Events after `after`, or from the beginning, oldest first. None when the homeserver no longer knows
 * `after`: what was before it may not be ours to read.
 */
export async function* readForward(
  request: ActorRequest,
  as: Actor,
  room: RoomId,
  after?: EventId,
): AsyncIterable<MatrixEvent> {
  const to = path`/_matrix/client/v3/rooms/${room}/messages`
  let from = after === undefined ? undefined : await tokenAfter(request, as, room, after)
  if (after !== undefined && from === undefined) return
  for (;;) {
    const query = { dir: 'f', limit: 100, ...(from === undefined ? {} : { from }) }
    const { chunk, end } = page.parse(await request(as, 'GET', to, { query }))
    yield* chunk.flatMap((event) => parseEvent(event) ?? [])
    if (chunk.length === 0 || end === undefined || end === from) return
    from = end
  }
}

async function tokenAfter(
  request: ActorRequest,
  as: Actor,
  room: RoomId,
  event: EventId,
): Promise<string | undefined> {
  const to = path`/_matrix/client/v3/rooms/${room}/context/${event}`
  const found = await request(as, 'GET', to, { query: { limit: 0 } }).catch(hidden)
  return found === undefined ? undefined : context.parse(found).end
}

function hidden(error: unknown): undefined {
  if (error instanceof HomeserverError && [403, 404].includes(error.status)) return undefined
  throw error
}

const record = z.record(z.string(), z.unknown())
const memberPage = z.object({
  chunk: z.array(
    z.object({ state_key: z.string(), content: z.object({ membership: z.string() }) }),
  ),
})
const page = z.object({ chunk: z.array(z.unknown()), end: z.string().optional() })
const context = z.object({ end: z.string().optional() })
