import { CarrierError } from '../../core/errors.ts'
import type { Handled, InboxEntry, LateAttachment } from '../../core/inbox.ts'
import type { Lines } from '../../core/lines.ts'
import { backoff } from '../../lib/backoff.ts'
import { type OpenDeps, openPortal } from '../rooms/open.ts'
import { type Attachment, type BringInDeps, bringIn } from './bring-in.ts'
import { missing } from './incoming-contents.ts'
import { type RemoveCopiesDeps, removeCopies } from './remove-copies.ts'
import { show } from './show.ts'

export interface LateAttachmentDeps extends BringInDeps, OpenDeps, RemoveCopiesDeps {
  readonly homeserver: OpenDeps['homeserver']
  readonly lines: Pick<Lines, 'get'>
  readonly now?: () => number
}

/** For how long an attachment is asked for, milliseconds. */
const patience = 24 * 3_600_000

/** Shows an attachment that was not to be had with its text. @throws CarrierError, retryable, while there is hope */
export async function lateAttachment(
  deps: LateAttachmentDeps,
  entry: InboxEntry,
  { portal: key, id, media, at }: LateAttachment,
  signal: AbortSignal,
): Promise<Handled> {
  const known = await deps.portals.byKey(key)
  const line = known === undefined ? undefined : await deps.lines.get(known.line)
  if (known === undefined || line === undefined || known.isBlocked) return { state: 'done' }
  const found = await bringIn(deps, line.carrier, known.contact, media, {
    since: entry.appendedAt,
    signal,
  })
  const content = contentOf(deps, entry, found)
  const portal = await openPortal(deps, line, known.contact)
  await show(deps, line, portal, [{ id, content }], at)
  if (found.kind !== 'shown') return { state: 'done' }
  const afterwards = async () => await removeCopies(deps, line.carrier, [media], signal)
  return { state: 'done', afterwards }
}

function contentOf(
  { now = Date.now }: LateAttachmentDeps,
  { appendedAt, attempts }: InboxEntry,
  found: Attachment,
): object {
  switch (found.kind) {
    case 'shown':
      return found.content
    case 'lost':
      return missing(found.reason)
    case 'later':
      if (now() - appendedAt > patience) return missing('It was not to be had for a day.')
      throw new CarrierError('unavailable', 'An attachment is not to be had yet', {
        isRetryable: true,
        retryAfter: found.retryAfter ?? backoff(attempts, { first: 5000, most: 1_800_000 }),
      })
    default:
      return found satisfies never
  }
}
