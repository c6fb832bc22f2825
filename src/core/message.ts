import type { DeliveryReceipt } from './carrier.ts'
import type { EventId } from './ids.ts'
import type { PortalKey } from './portal.ts'

declare const brand: unique symbol

/** 128 random bits, URL-safe. Stands for one message in transaction IDs and callback URLs. */
export type MessageKey = string & { readonly [brand]: 'MessageKey' }

export function parseMessageKey(text: string): MessageKey | undefined {
  return /^[A-Za-z0-9_-]{22}$/.test(text) ? (text as MessageKey) : undefined
}

/**
 * An outgoing message's way. `doubtful`: it may have been sent. Only moves forward, see {@link rank}:
 * a doubt may still turn into sent, delivered or failed.
 */
export type MessageState = 'sending' | 'doubtful' | 'sent' | 'delivered' | 'failed'

const ranks = { sending: 0, doubtful: 1, sent: 2, failed: 3, delivered: 4 } as const

/** A state replaces one of lower rank only, in whatever order reports come in. */
export function rank(state: MessageState): number {
  return ranks[state]
}

/** Phone → room: the link between the carrier's message and the event it became. */
export interface NewMessage {
  readonly portal: PortalKey
  readonly carrier: string
  readonly carrierMessageId: string
  readonly event: EventId
}

/** Room → phone: one attempt to send an event as a text. */
export interface Attempt {
  readonly portal: PortalKey
  readonly event: EventId
  readonly carrier: string
  readonly segments: number
}

/** An outgoing message as stored. It holds no text: that is in the room. */
export interface Message extends Attempt {
  readonly key: MessageKey
  readonly carrierMessageId?: string
  readonly state: MessageState
  readonly reason?: string
  readonly code?: string
  readonly isRetryable: boolean
  /** Milliseconds since 1970. */
  readonly changedAt: number
  readonly createdAt: number
  /** The state last told in the room. */
  readonly told?: MessageState
  /** The notice that told of a failure, so that a reaction to it means this message. */
  readonly notice?: EventId
}

/** The store's port for what happened to messages. */
export interface Messages {
  byKey(key: MessageKey): Promise<Message | undefined>
  byCarrierId(carrier: string, carrierMessageId: string): Promise<Message | undefined>
  /** The newest attempt for an event, which the notice about one of its attempts stands for as well. */
  byEvent(event: EventId): Promise<Message | undefined>
  /** The portal's newest outgoing message that failed or is in doubt, and was not sent again since. */
  lastFailed(portal: PortalKey): Promise<Message | undefined>
  /**
   * Moves the state of the message that a carrier's receipt is about forward, never back, and links the
   * carrier's ID when it was not known. It is found by its key or the carrier's ID; of others nothing is kept.
   */
  report(carrier: string, receipt: DeliveryReceipt): Promise<void>
  /** Messages whose state the room has not been told, the longest waiting first. */
  untold(limit: number): Promise<readonly Message[]>
  told(key: MessageKey, state: MessageState, notice?: EventId): Promise<void>
  /** Accepted ones without a final state, by when they were created; oldest first. */
  unfinished(carrier: string, created: Period, limit: number): Promise<readonly Message[]>
  /** Whether this carrier message is linked to any message of ours, incoming or outgoing. */
  isLinked(carrier: string, carrierMessageId: string): Promise<boolean>
}

/** Milliseconds since 1970; `until` itself is not in it. */
interface Period {
  readonly from: number
  readonly until: number
}

export interface MessageAdvance {
  readonly state: MessageState
  readonly carrierMessageId?: string
  readonly reason?: string
  readonly code?: string
  readonly isRetryable?: boolean
}
