import type { Handled, InboxEntry } from '../../core/inbox.ts'
import type { Line } from '../../core/line.ts'
import type { MatrixEvent } from '../../core/matrix-event.ts'
import type { MediaUri } from '../../core/media.ts'
import type { Attempt } from '../../core/message.ts'
import { costOf } from '../../core/text-cost.ts'
import type { OpenPortal } from '../rooms/open.ts'

/** One event of an account on its way to the phone. */
export interface Outgoing {
  readonly entry: InboxEntry
  readonly line: Line
  readonly portal: OpenPortal
  readonly event: Pick<MatrixEvent, 'id'>
  /** With an attachment its caption, which may be empty. */
  readonly text: string
  readonly attachment?: OutgoingAttachment
  /** Homeline's own answer to STOP, which goes out all the same. */
  readonly isAnswer?: true
  /** The writer wants it out whatever it costs. */
  readonly isConfirmed?: true
}

/** A file in Matrix' content repository; what is said about it is not to be believed. */
export interface OutgoingAttachment {
  readonly uri: MediaUri
  readonly name: string
  readonly type: string
}

export function attemptOf({ line, portal, event, text }: Outgoing): Attempt {
  const { segments } = costOf(text)
  return { portal: portal.key, event: event.id, carrier: line.carrier, segments }
}

/** An event that was refused before any carrier was asked. */
export function refusal(
  outgoing: Outgoing,
  reason: string,
  { code, isRetryable = false }: { readonly code?: string; readonly isRetryable?: boolean } = {},
): Handled {
  const outcome = { attempt: attemptOf(outgoing), state: 'failed', reason, isRetryable } as const
  return { state: 'done', outcome: code === undefined ? outcome : { ...outcome, code } }
}
