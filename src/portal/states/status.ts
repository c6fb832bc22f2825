import type { EventId, UserId } from '../../core/ids.ts'
import type { Message, MessageState } from '../../core/message.ts'

/** What is told about an event; `message` is for its writer. */
export interface Status {
  readonly status: 'PENDING' | 'SUCCESS' | 'FAIL_RETRIABLE' | 'FAIL_PERMANENT'
  readonly message?: string
  readonly reason?: string
  readonly delivered_to_users?: readonly UserId[]
  readonly internal_error?: string
}

/** `com.beeper.message_send_status`, as bridges and Beeper's clients use it (vendor extension). */
export function statusEvent(of: EventId, status: Status) {
  const relation = { rel_type: 'm.reference', event_id: of }
  const content = { 'm.relates_to': relation, network: 'sms', ...status }
  return { type: 'com.beeper.message_send_status', content }
}

export const pending: Status = {
  status: 'PENDING',
  message: 'The carrier has not taken it yet; Homeline keeps trying.',
}

/** An outgoing message of which something is known. */
export type Outcome = Message & { readonly state: Exclude<MessageState, 'sending'> }

export function hasOutcome(message: Message): message is Outcome {
  return message.state !== 'sending'
}

export function statusOf(message: Outcome, ghost: UserId): Status {
  switch (message.state) {
    case 'sent':
      return { status: 'SUCCESS', delivered_to_users: [] }
    case 'delivered':
      return { status: 'SUCCESS', delivered_to_users: [ghost] }
    case 'doubtful':
    case 'failed':
      return {
        status:
          message.isRetryable || message.state === 'doubtful' ? 'FAIL_RETRIABLE' : 'FAIL_PERMANENT',
        reason: message.code?.startsWith('com.beeper.') ? message.code : 'm.foreign_network_error',
        message: message.reason ?? 'It was not sent.',
        internal_error: message.code ?? message.state,
      }
    default:
      return message.state satisfies never
  }
}
