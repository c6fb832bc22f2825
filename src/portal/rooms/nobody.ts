import type { Homeserver } from '../../core/homeserver.ts'
import type { UserId } from '../../core/ids.ts'
import type { InboxEntry } from '../../core/inbox.ts'
import type { Lines } from '../../core/lines.ts'
import type { ControlRooms } from './control-rooms.ts'

export interface NobodyDeps {
  readonly homeserver: Homeserver
  readonly lines: Pick<Lines, 'ofAccount'>
  readonly controlRooms: Pick<ControlRooms, 'ensure'>
  /** Whether a user ID is of the kind that ghosts have, whatever it stands for. */
  readonly isGhostId: (userId: UserId) => boolean
}

/**
 * The homeserver lets people invite users that do not exist. Where a ghost was meant that can't be made,
 * nobody ever joins: the bot says so in its own chat.
 */
export async function explainNobody(
  { homeserver, lines, controlRooms, isGhostId }: NobodyDeps,
  { key }: Pick<InboxEntry, 'key'>,
  account: UserId,
  invited: UserId,
): Promise<void> {
  if (!isGhostId(invited) || (await lines.ofAccount(account)).length === 0) return
  const body = `You invited ${invited}, but that stands for no phone number that can exist.`
  const event = { type: 'm.room.message', content: { msgtype: 'm.notice', body } }
  const room = await controlRooms.ensure(account)
  await homeserver.send({ kind: 'bot' }, room, event, { transactionId: `${key}-nobody` })
}
