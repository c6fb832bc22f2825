import { setTimeout as wait } from 'node:timers/promises'
import { HomeserverError } from '../core/errors.ts'
import type { Actor } from '../core/homeserver.ts'
import type { RoomId } from '../core/ids.ts'
import { backoff } from '../lib/backoff.ts'
import { type ActorRequest, path } from './requests.ts'

/** With the pauses between them some six seconds. */
const mostTries = 6

/**
 * Joins a room that the actor was invited to. A server that invites has the invitation signed by ours before
 * it notes it itself, so for a moment it may say that nobody is invited: then it is asked again.
 * Matrix specification, server-server API, "Inviting to a room".
 */
export async function joinRoom(
  request: ActorRequest,
  as: Actor,
  room: RoomId,
  pause: (milliseconds: number) => Promise<unknown> = wait,
): Promise<void> {
  for (let tries = 1; ; tries += 1) {
    try {
      await request(as, 'POST', path`/_matrix/client/v3/join/${room}`, { body: {} })
      return
    } catch (error) {
      if (!isNotInvited(error) || tries === mostTries) throw error
      await pause(backoff(tries - 1, { first: 200 }))
    }
  }
}

function isNotInvited(error: unknown): boolean {
  return error instanceof HomeserverError && error.status === 403
}
