import type { Handled, InboxEntry, OwnAnswer } from '../../core/inbox.ts'
import type { Lines } from '../../core/lines.ts'
import type { Portals } from '../../core/portal.ts'
import type { Relay } from './relay.ts'

export interface OwnAnswerDeps {
  readonly lines: Pick<Lines, 'get'>
  readonly portals: Pick<Portals, 'byKey'>
  readonly relay: Relay
}

/** Sends what Homeline itself answers to STOP and its kin; what became of it shows at its notice. */
export async function ownAnswer(
  { lines, portals, relay }: OwnAnswerDeps,
  entry: InboxEntry,
  { portal: key, text, event: id }: OwnAnswer,
  signal: AbortSignal,
): Promise<Handled> {
  const portal = await portals.byKey(key)
  const line = portal === undefined ? undefined : await lines.get(portal.line)
  if (portal?.room === undefined || line === undefined) return { state: 'done' }
  const open = { ...portal, room: portal.room }
  const outgoing = { entry, line, portal: open, event: { id }, text, isAnswer: true } as const
  return await relay(outgoing, signal)
}
