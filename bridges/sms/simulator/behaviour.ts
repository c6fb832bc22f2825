import type { MediaFile } from './media.ts'

/** What a number does with a text. */
export type Behaviour =
  /** The request itself is refused. */
  | { readonly kind: 'refused'; readonly code: number }
  | {
      readonly kind: 'journey'
      readonly steps: readonly Step[]
      /** Where a message with attachments goes another way. */
      readonly mediaSteps?: readonly Step[]
      readonly isDoubled?: true
    }
  /** Is for sale, and gone when somebody wants to buy it. */
  | { readonly kind: 'sold'; readonly code: number }

/** What happens next to a text that was accepted. */
export interface Step {
  /** Milliseconds since the step before. */
  readonly after: number
  readonly status?: Status
  readonly errorCode?: number
  /** The states that are called back now, in this order. */
  readonly callbacks?: readonly Status[]
  /** The phone answers: with this, or with what it got. */
  readonly reply?: Reply | 'same'
}

interface Reply {
  readonly text: string
  readonly media?: readonly MediaFile[]
}

export type Status =
  | 'queued'
  | 'sending'
  | 'sent'
  | 'delivered'
  | 'undelivered'
  | 'failed'
  | 'received'

export const sending: Step = { after: 0, status: 'sending' }
export const sent: Step = { after: 80, status: 'sent', callbacks: ['sent'] }
export const delivered: Step = { after: 250, status: 'delivered', callbacks: ['delivered'] }

/** What happens to a text to any ordinary number. */
export const usualJourney: readonly Step[] = [sending, sent, delivered]

/** Accepted, and not delivered for this reason. */
export const failing = (errorCode: number): readonly Step[] => [
  sending,
  sent,
  { after: 250, status: 'undelivered', errorCode, callbacks: ['undelivered'] },
]
