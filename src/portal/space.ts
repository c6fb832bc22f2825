import type { Homeserver } from '../core/homeserver.ts'
import type { RoomId } from '../core/ids.ts'
import type { Line } from '../core/line.ts'
import type { Lines } from '../core/lines.ts'
import { formatPhoneNumber } from '../core/phone.ts'
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
    if (known !== undefined) return known
    const { room } = await homeserver.createRoom(bot, {
      name: spaceName(line),
      alias: secretAlias(aliasSecret, `space ${line.id}`),
      invite: [line.account],
      isDirect: false,
      isSpace: true,
      powerLevels: portalPowerLevels,
      state: [],
    })
    if (homeserver.actsFor(line.account)) {
      await homeserver.join({ kind: 'account', userId: line.account }, room)
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
