import type { Homeserver } from '../../core/homeserver.ts'
import type { RoomId } from '../../core/ids.ts'
import type { Line } from '../../core/line.ts'
import type { Lines } from '../../core/lines.ts'
import { formatPhoneNumber } from '../../core/phone.ts'
import { isClosed } from './closed-room.ts'
import { portalPowerLevels, secretAlias } from './room.ts'

/** A line's space: its portals, under the line's label. */
export interface Spaces {
  /** Makes the space of a line once and brings its account in. */
  ensure(line: Line): Promise<RoomId>
  add(space: RoomId, room: RoomId): Promise<void>
  rename(line: Line): Promise<void>
}

export function createSpaces(deps: {
  readonly homeserver: Homeserver
  readonly lines: Lines
  readonly aliasSecret: string
}): Spaces {
  const { homeserver, lines, aliasSecret } = deps
  const bot = { kind: 'bot' } as const
  const opening = new Map<string, Promise<RoomId>>()

  async function open(line: Line): Promise<RoomId> {
    const known = (await lines.get(line.id))?.space
    return known ?? (await create(line))
  }

  /** @param halfMade the room of an interrupted call, of which there is nothing but the alias */
  async function create(line: Line, halfMade = ''): Promise<RoomId> {
    const { room, isNew } = await homeserver.createRoom(bot, {
      name: spaceName(line),
      alias: secretAlias(aliasSecret, `space ${line.id} ${halfMade}`.trimEnd()),
      invite: [line.account],
      isDirect: false,
      isSpace: true,
      powerLevels: portalPowerLevels,
      state: [],
    })
    try {
      if (!isNew) await homeserver.invite(bot, room, line.account)
      if (homeserver.actsFor(line.account)) {
        await homeserver.join({ kind: 'account', userId: line.account }, room)
      }
    } catch (error) {
      if (isNew || !isClosed(error)) throw error
      return await create(line, room)
    }
    await lines.update(line.id, { space: room })
    return room
  }

  return {
    async ensure(line) {
      if (line.space !== undefined) return line.space
      const under = opening.get(line.id) ?? open(line).finally(() => opening.delete(line.id))
      opening.set(line.id, under)
      return await under
    },
    async add(space, room) {
      const content = { via: [homeserver.serverName] }
      await homeserver.setState(bot, space, { type: 'm.space.child', stateKey: room, content })
    },
    async rename(line) {
      if (line.space === undefined) return
      const content = { name: spaceName(line) }
      await homeserver.setState(bot, line.space, { type: 'm.room.name', stateKey: '', content })
    },
  }
}

function spaceName(line: Line): string {
  return `${line.label} · ${formatPhoneNumber(line.number)}`
}
