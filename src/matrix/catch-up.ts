import { setTimeout as wait } from 'node:timers/promises'
import { HomeserverError } from '../core/errors.ts'
import type { Actor, Homeserver } from '../core/homeserver.ts'
import type { EventId, RoomId } from '../core/ids.ts'
import type { Inbox } from '../core/inbox.ts'
import { matrixSource } from '../core/lane.ts'
import type { Log } from '../core/log.ts'
import type { MatrixEvent } from '../core/matrix-event.ts'
import type { Portals } from '../core/portal.ts'
import type { Rooms } from '../core/rooms.ts'
import { backoff } from '../lib/backoff.ts'
import { entryOf } from './transactions.ts'

export interface CatchUpDeps {
  readonly homeserver: Homeserver
  readonly inbox: Pick<Inbox, 'append'>
  readonly portals: Pick<Portals, 'byRoom'>
  readonly rooms: Rooms
  readonly wake: () => void
  readonly log: Log
  readonly now?: () => number
}

/**
 * So long after it is back Synapse may strand what is written in the moment in which it notices us, and go on
 * with what is newer; milliseconds.
 */
const settling = 15_000

/**
 * The homeserver forgets what waited for a transaction when it dies. So after each (re)start, its own or
 * ours, rooms are read forward from the last event we have, before anything newer of them is appended.
 */
export interface CatchUp {
  /** The homeserver was away: every room has to be read again. */
  invalidate(): void
  /** A room made just now has nothing to catch up with. */
  isNew(room: RoomId): void
  /** Resolves when the rooms have been read; while Synapse settles, each time anew. */
  rooms(rooms: readonly RoomId[]): Promise<void>
  /** Reads all rooms, the recently busy first; stops quietly when rooms are invalidated meanwhile. */
  all(signal: AbortSignal): Promise<void>
  /** Looks once more at the rooms that were busy last, from where they were first read. */
  again(most: number, signal: AbortSignal): Promise<void>
}

export function createCatchUp(deps: CatchUpDeps): CatchUp {
  const { homeserver, inbox, portals, rooms, wake, log, now = Date.now } = deps
  /** Rooms that have been read since the homeserver was away, each with the last event of then. */
  let read = new Map<RoomId, EventId | undefined>()
  const reading = new Map<RoomId, Promise<void>>()
  const fresh = new Set<RoomId>()
  let backAt = now()

  async function readerOf(room: RoomId): Promise<Actor> {
    const portal = await portals.byRoom(room)
    return portal === undefined ? { kind: 'bot' } : { kind: 'ghost', contact: portal.contact }
  }

  async function readRoom(room: RoomId): Promise<void> {
    const known = read
    const position = await rooms.readPosition(room)
    if (position === undefined) return void known.set(room, undefined)
    const last = await appendAfter(room, position.lastEvent)
    if (last !== undefined) await rooms.advance(room, last)
    known.set(room, last ?? position.lastEvent)
  }

  /** @returns the room's last event, where there was one after that */
  async function appendAfter(
    room: RoomId,
    after: EventId | undefined,
  ): Promise<EventId | undefined> {
    const events = await eventsAfter(room, after)
    const count = await inbox.append(matrixSource, events.filter(isNews).map(entryOf))
    if (count > 0) {
      log.debug({ count }, 'found in a room what no transaction had brought yet')
      wake()
    }
    return events.at(-1)?.id
  }

  /** Nothing where we are not let in any more. */
  async function eventsAfter(room: RoomId, after: EventId | undefined): Promise<MatrixEvent[]> {
    try {
      return await Array.fromAsync(homeserver.readForward(await readerOf(room), room, after))
    } catch (error) {
      if (error instanceof HomeserverError && !error.isRetryable) return []
      throw error
    }
  }

  function isNews({ sender }: MatrixEvent): boolean {
    return !homeserver.isOurs(sender)
  }

  async function once(room: RoomId): Promise<void> {
    const isSettled = fresh.has(room) || now() - backAt > settling
    if (read.has(room) && isSettled) return
    const underWay =
      reading.get(room) ??
      readRoom(room).finally(() => {
        reading.delete(room)
      })
    reading.set(room, underWay)
    await underWay
  }

  /** One room that the homeserver can't read must not keep all others waiting. @throws when it is away */
  async function onceIfPossible(room: RoomId): Promise<void> {
    try {
      await once(room)
    } catch (error) {
      if (!(error instanceof HomeserverError) || error.status === 0) throw error
      log.warn({ err: error }, 'a room could not be read; tried again with its next event')
    }
  }

  return {
    invalidate() {
      read = new Map()
      reading.clear()
      fresh.clear()
    },
    isNew(room) {
      fresh.add(room)
      read.set(room, undefined)
    },
    async rooms(wanted) {
      await Promise.all(wanted.map(onceIfPossible))
    },
    async all(signal) {
      backAt = now()
      const generation = read
      const isOver = () => signal.aborted || generation !== read
      for (let failures = 0; !isOver(); failures += 1) {
        try {
          for await (const { room } of rooms.readPositions()) {
            if (isOver()) return
            await onceIfPossible(room)
          }
          return
        } catch (error) {
          log.warn({ err: error }, 'rooms could not be read; tried again')
          await wait(backoff(failures), undefined, { signal }).catch(() => {})
        }
      }
    },
    async again(most, signal) {
      const known = read
      let count = 0
      for await (const { room, lastEvent } of rooms.readPositions()) {
        count += 1
        if (signal.aborted || known !== read || count > most) return
        // Without a known event: what stood there before the room became ours is nobody's business.
        if (known.has(room)) await appendAfter(room, known.get(room) ?? lastEvent)
      }
    },
  }
}
