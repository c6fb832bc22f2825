import type { MediaLimits } from './media.ts'

/** What the core offers and refuses by, before it calls; never by a carrier's name. */
export interface CarrierCapabilities {
  /** The longest text that one send takes, in UTF-16 code units. */
  readonly maxTextLength: number
  /** Short codes can be texted. */
  readonly shortCodes: boolean
  /** Milliseconds after which a call that was cut off can no longer be accepted. */
  readonly settleTime: number
  /** Nothing leaves this machine. */
  readonly isSimulated: boolean
  /** A second `send` with one key sends nothing. */
  readonly idempotentSend: boolean
  /** What is learnt of a text's way: nothing, its end, or the end of each part. */
  readonly receipts: 'none' | 'final' | 'perPart'
  /** Attachments that can be sent; absent: none. */
  readonly mediaOut?: MediaLimits
  /** Attachments are received. */
  readonly mediaIn: boolean
  /** Who keeps those who answered STOP from getting more. */
  readonly optOut: 'carrier' | 'self'
  /** Texts from US numbers need a registered sender, which private people can not be. */
  readonly registration: 'us10dlc' | 'none'
  /** How reports prove who sent them; the secret in the address comes on top. */
  readonly signature: 'none' | 'hmac' | 'ed25519' | 'connection'
  /** What it takes at most; absent: it keeps a queue of its own. */
  readonly rate?: SendingRate
}

/** Segments a second. */
export interface SendingRate {
  readonly perNumber?: number
  readonly perAccount?: number
}
