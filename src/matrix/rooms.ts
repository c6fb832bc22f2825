import { z } from 'zod'
import { HomeserverError } from '../core/errors.ts'
import type { Actor, NewRoom } from '../core/homeserver.ts'
import { parseRoomId, type RoomId } from '../core/ids.ts'
import { type ActorRequest, path } from './requests.ts'

/**
 * Everything in one `createRoom`. An alias that is taken is a room that an interrupted call made: it is
 * adopted. Power levels leave `users` out, because the creators of room version 12 may not be named there.
 */
export async function createRoom(
  request: ActorRequest,
  serverName: string,
  as: Actor,
  room: NewRoom,
): Promise<{ readonly room: RoomId; readonly isNew: boolean }> {
  try {
    const created = await request(as, 'POST', '/_matrix/client/v3/createRoom', {
      body: creation(room),
    })
    return { room: roomId(created), isNew: true }
  } catch (error) {
    if (!(error instanceof HomeserverError && error.code === 'M_ROOM_IN_USE')) throw error
    const alias = `#${room.alias}:${serverName}`
    const found = await request(as, 'GET', path`/_matrix/client/v3/directory/room/${alias}`)
    return { room: roomId(found), isNew: false }
  }
}

function creation(room: NewRoom): object {
  const { name, topic, alias, invite, isDirect, isSpace, powerLevels, state } = room
  return {
    ...(name === undefined ? {} : { name }),
    ...(topic === undefined ? {} : { topic }),
    room_alias_name: alias,
    invite,
    is_direct: isDirect,
    preset: 'private_chat',
    visibility: 'private',
    power_level_content_override: powerLevels,
    initial_state: state.map(({ type, stateKey, content }) => ({
      type,
      state_key: stateKey,
      content,
    })),
    ...(isSpace ? { creation_content: { type: 'm.space' } } : {}),
  }
}

function roomId(answer: unknown): RoomId {
  const room = parseRoomId(withRoom.parse(answer).room_id)
  if (room === undefined) throw new HomeserverError('M_UNKNOWN', 'The homeserver names no room')
  return room
}

const withRoom = z.object({ room_id: z.string() })
