import type { AttemptOutcome } from '../../core/inbox.ts'
import type { Attempt, Message } from '../../core/message.ts'
import { attemptOf, type Outgoing } from './outgoing.ts'

/**
 * What no retry cures met a text on its way out: its entry is parked, and its writer is told, not left waiting.
 * `message` is for the log; `outcome` has the writer's.
 */
export class UnforeseenError extends Error {
  override readonly name = 'UnforeseenError'
  readonly outcome: AttemptOutcome

  /** @param known as for {@link ownMistake} */
  constructor(outgoing: Outgoing, known: Message | undefined, cause: unknown) {
    super(cause instanceof Error ? `${cause.name}: ${cause.message}` : String(cause), { cause })
    this.outcome = ownMistake(attemptOf(outgoing), known)
  }
}

/** @param known what is on disk of the attempt: it may have gone out once it is marked as sending */
export function ownMistake(attempt: Attempt, known: Message | undefined): AttemptOutcome {
  const state = known === undefined ? 'failed' : 'doubtful'
  return { attempt, state, reason: mistakeText, isRetryable: true }
}

/** What Homeline says of its own mistakes. */
export const mistakeText =
  'Homeline itself made a mistake here. Whoever runs it finds it in the log and with "homeline inbox".'

/** The same of a command, which may have done its work before. */
export const commandMistakeText = `${mistakeText} It may have been done all the same: please look before you type it again.`
