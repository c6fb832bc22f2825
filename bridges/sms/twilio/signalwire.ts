import type { WebhookCarrier } from '../../../src/core/carrier.ts'
import { type Dialect, twilioDialect } from './dialect.ts'
import { all, meanings } from './meanings.ts'
import { type TwilioOptions, twilio } from './twilio.ts'

export interface SignalwireOptions
  extends Pick<
    TwilioOptions,
    'id' | 'webhook' | 'messagingServiceSid' | 'deleteMedia' | 'timeoutMs' | 'settleTime'
  > {
  /** The name in `https://{space}.signalwire.com`. */
  readonly space: string
  readonly projectId: string
  readonly apiToken: string
  /** The project's, for webhooks. */
  readonly signingKey: string
  readonly apiBase?: string
}

/** SignalWire, which speaks Twilio's language. signalwire.com/docs/compatibility-api/rest */
export function signalwire(options: SignalwireOptions): WebhookCarrier {
  const { space, projectId: accountSid, apiToken: authToken, ...rest } = options
  const { apiBase = `https://${space}.signalwire.com/api/laml` } = options
  // It tells no balance in this language.
  const { balance: _, ...carrier } = twilio({ ...rest, accountSid, authToken, apiBase, dialect })
  return carrier
}

const operator = 'Please tell whoever runs this Homeline.'

/** signalwire.com/docs/compatibility-api/rest/error-codes: what differs from Twilio's. */
const own = {
  ...all('account', `The carrier account can not do this for now. ${operator}`, 4001, 10001, 20010),
  ...all('account', `The carrier does not accept our public address. ${operator}`, 21408),
  ...all('number-gone', 'This is not a number that can be had.', 21401),
  ...all('landline', 'This number is a landline or can not receive texts.', 21606),
  ...all('content', 'The carrier does not take attachments of this kind.', 21612),
  ...all('account', 'This number was got too short a while ago to be given back.', 22121),
  ...all('unreachable', 'The phone could not be reached in time.', 30001, 30009),
  ...all('content', 'This phone, or its network, does not take pictures.', 30012),
  ...all(
    'rate-limited',
    'This number sent as many texts today as the phone network allows.',
    35125,
  ),
  ...all('content', `The carrier could not fetch the attachment from here. ${operator}`, 53603),
  ...all('unknown', 'The carrier could not hand this text over.', 63011),
  ...all(
    'content',
    'This carrier finds numbers by area code or digits only, not by a town’s name.',
    90000,
  ),
}

const { pricingBase: _, numbersBase: __, ...common } = twilioDialect

/** Limits of its toll-free numbers, which are the smallest. signalwire.com/docs/platform/messaging/mime-types */
const dialect: Dialect = {
  ...common,
  signatureHeaders: ['x-signalwire-signature', 'x-twilio-signature'],
  meanings: { ...meanings, ...own },
  numberKinds: ['Local', 'TollFree'],
  mediaOut: {
    maxBytes: 750_000,
    maxCount: 8,
    types: [
      ...['image/jpeg', 'image/png', 'image/gif'],
      ...['audio/mpeg', 'audio/mp4', 'audio/amr', 'audio/ogg'],
      ...['video/mp4', 'video/mpeg', 'video/quicktime'],
      ...['text/vcard', 'text/x-vcard', 'text/calendar', 'text/plain'],
    ],
  },
}
