import { z } from 'zod'
import { parseEventId, parseRoomId, parseUserId } from '../core/ids.ts'
import type { MatrixEvent } from '../core/matrix-event.ts'

/**
 * The frame of a room event, as transactions and `/messages` bring it; undefined for what is none.
 * Matrix specification, client-server API, "Room event format".
 */
export function parseEvent(value: unknown): MatrixEvent | undefined {
  const parsed = frame.safeParse(value)
  if (!parsed.success) return undefined
  const { event_id, room_id, sender, type, state_key, content, origin_server_ts, redacts } =
    parsed.data
  const id = parseEventId(event_id)
  const room = parseRoomId(room_id)
  const user = parseUserId(sender)
  if (id === undefined || room === undefined || user === undefined) return undefined
  return {
    id,
    room,
    sender: user,
    type,
    // Before room version 11 a redaction names its target outside the content.
    content: redacts === undefined ? content : { redacts, ...content },
    at: origin_server_ts,
    ...(state_key === undefined ? {} : { stateKey: state_key }),
  }
}

/** Nobody nests an event deeper; what is can't be written as JSON again and would stop all others. */
const maxDepth = 100

function isShallow(value: unknown, levels = maxDepth): boolean {
  if (typeof value !== 'object' || value === null) return true
  return levels > 0 && Object.values(value).every((inner) => isShallow(inner, levels - 1))
}

const frame = z.object({
  event_id: z.string(),
  room_id: z.string(),
  sender: z.string(),
  type: z.string().max(255),
  state_key: z.string().optional(),
  content: z.record(z.string(), z.unknown()).refine((content) => isShallow(content)),
  origin_server_ts: z.number().catch(0),
  redacts: z.string().optional(),
})
