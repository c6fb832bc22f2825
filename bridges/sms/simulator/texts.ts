import type { MediaFile } from './media.ts'

export interface OutgoingText {
  readonly from: string
  readonly to: string
  readonly body: string
  readonly mediaUrls?: readonly string[]
  readonly statusCallback?: string
  readonly isSmart?: boolean
}

export interface IncomingText {
  readonly from: string
  readonly to: string
  readonly body: string
  readonly media?: readonly MediaFile[]
  /** Milliseconds since 1970; now when it is left out. */
  readonly at?: number
}
