import type { MediaLimits } from '../../../src/core/media.ts'
import { type Meanings, meanings } from './meanings.ts'

/** Where providers that speak one language differ. */
export interface Dialect {
  readonly apiBase: string
  /** The price list; absent: prices are not to be had. */
  readonly pricingBase?: string
  /** What countries demand of who buys a number; absent: that is not to be had. */
  readonly numbersBase?: string
  /** Where webhooks carry their signature, the usual header first. */
  readonly signatureHeaders: readonly string[]
  readonly meanings: Meanings
  readonly mediaOut: MediaLimits
  /** Kinds of numbers in the order in which they are looked for. */
  readonly numberKinds: readonly NumberKind[]
}

export type NumberKind = 'Mobile' | 'Local' | 'National' | 'TollFree'

/**
 * Pictures that phones can not show are left out of what the provider accepts, so that they are sent as
 * JPEG. twilio.com/docs/messaging/guides/accepted-mime-types
 */
export const twilioDialect: Dialect = {
  apiBase: 'https://api.twilio.com',
  pricingBase: 'https://pricing.twilio.com',
  numbersBase: 'https://numbers.twilio.com',
  signatureHeaders: ['x-twilio-signature'],
  meanings,
  numberKinds: ['Mobile', 'Local', 'National', 'TollFree'],
  mediaOut: {
    maxBytes: 5_000_000,
    maxCount: 10,
    types: [
      ...['image/jpeg', 'image/png', 'image/gif'],
      ...['audio/mpeg', 'audio/mp4', 'audio/aac', 'audio/amr', 'audio/3gpp', 'audio/ogg'],
      ...['video/mp4', 'video/3gpp', 'video/quicktime', 'video/mpeg', 'video/webm'],
      ...['text/vcard', 'text/x-vcard', 'text/calendar', 'text/csv', 'application/pdf'],
    ],
  },
}
