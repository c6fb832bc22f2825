import type { DirectChat, Homeserver } from '../../core/homeserver.ts'
import type { UserId } from '../../core/ids.ts'
import type { Lines } from '../../core/lines.ts'
import type { Portals } from '../../core/portal.ts'

export interface DirectChatsDeps {
  readonly homeserver: Homeserver
  readonly lines: Pick<Lines, 'active'>
  readonly portals: Pick<Portals, 'ofAccount'>
}

/** At the start: every portal that an account of our own server is in is one of its direct chats. */
export async function checkDirectChats(deps: DirectChatsDeps): Promise<void> {
  const { homeserver, lines } = deps
  const accounts = new Set((await lines.active()).map(({ account }) => account))
  for (const account of accounts) {
    if (homeserver.actsFor(account)) {
      await homeserver.markDirect(account, await directChatsOf(deps, account))
    }
  }
}

async function directChatsOf(
  { homeserver, portals }: DirectChatsDeps,
  account: UserId,
): Promise<DirectChat[]> {
  return (await portals.ofAccount(account)).flatMap(({ room, contact, accountMembership }) =>
    room === undefined || accountMembership !== 'join'
      ? []
      : [{ other: homeserver.ghostOf(contact), room }],
  )
}
