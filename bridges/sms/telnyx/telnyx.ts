import { createHash } from 'node:crypto'
import type { AcceptedText, WebhookCarrier } from '../../../src/core/carrier.ts'
import type { CarrierCapabilities } from '../../../src/core/carrier-capabilities.ts'
import { CarrierError } from '../../../src/core/errors.ts'
import { parseMoney } from '../../../src/core/money.ts'
import { definite } from '../../../src/lib/definite.ts'
import { createApi } from './api.ts'
import { checkLength, longest } from './length.ts'
import { createMedia } from './media.ts'
import { missed } from './missed.ts'
import { createNumbers } from './numbers.ts'
import { createProfile } from './profile.ts'
import { receiptOf, receive } from './receive.ts'
import { balance, message, one } from './schemas.ts'
import { createVerifier } from './signature.ts'

export interface TelnyxOptions {
  readonly id: string
  readonly apiKey: string
  /** The account's, for webhooks: 32 bytes in base64. */
  readonly publicKey: string
  /** Our public URL for this carrier, secret included, without a slash at the end. */
  readonly webhook: string
  /** Of numbers and texts; without one, one is made. */
  readonly messagingProfileId?: string
  readonly apiBase?: string
  /** Where attachments may be fetched from besides the public Internet. */
  readonly mediaBase?: string
  readonly timeoutMs?: number
  /** Milliseconds after which a request that was cut off can no longer be accepted. */
  readonly settleTime?: number
  /** How long an order of a number is waited for, and how often it is asked about; milliseconds. */
  readonly orderTime?: number
  readonly askEvery?: number
  readonly now?: () => number
}

/** Telnyx' Messaging API, version 2. developers.telnyx.com/api-reference/messages */
export function telnyx(options: TelnyxOptions): WebhookCarrier {
  const { id, apiKey, publicKey, webhook, messagingProfileId, now = Date.now } = options
  const { apiBase: base = 'https://api.telnyx.com', timeoutMs = 15_000 } = options
  const isSigned = createVerifier(publicKey, now)
  const api = createApi({ apiKey, base, timeoutMs })
  const profile = createProfile(
    definite({ api, id: messagingProfileId, name: profileName(id, webhook), webhook }),
  )

  return {
    id,
    capabilities: { ...capabilities, settleTime: options.settleTime ?? 20_000 },

    receive(request) {
      if (isSigned(request)) return receive(request)
      throw new CarrierError('unauthorized', 'The signature of a webhook does not match')
    },

    async send({ from, to, text, key, media = [] }, signal) {
      if (media.length === 0) checkLength(text)
      const body = {
        from,
        to,
        webhook_url: `${webhook}/${key}`,
        ...(text === '' ? {} : { text }),
        ...(media.length === 0 ? {} : { media_urls: media.map(({ url }) => url) }),
        ...(messagingProfileId === undefined ? {} : { messaging_profile_id: messagingProfileId }),
      }
      const request = { method: 'POST', path: '/messages', body } as const
      const { data } = await api.call(request, one(message), signal)
      return accepted(data)
    },

    missed: (since, signal) => missed(api, since, signal),

    async state(messageId, signal) {
      const path = `/messages/${encodeURIComponent(messageId)}`
      const { data } = await api.call({ path }, one(message), signal)
      return receiptOf(data)
    },

    media: createMedia(definite({ trusted: options.mediaBase, timeoutMs: 2 * timeoutMs })),

    numbers: createNumbers(
      definite({ api, profile, id, orderTime: options.orderTime, askEvery: options.askEvery }),
    ),

    async balance(signal) {
      const { data } = await api.call({ path: '/balance' }, one(balance), signal)
      const money = parseMoney(data.balance, data.currency)
      if (money === undefined) throw new CarrierError('malformed', 'The carrier names no balance')
      return money
    },

    restore: profile.restore,
    problem: profile.problem,
  }
}

const capabilities: Omit<CarrierCapabilities, 'settleTime'> = {
  maxTextLength: longest,
  shortCodes: true,
  isSimulated: false,
  idempotentSend: false,
  receipts: 'final',
  // "Less than 1 MB" in all, the text included. developers.telnyx.com/docs/messaging/messages/mms-transcoding
  mediaOut: {
    maxBytes: 950_000,
    maxCount: 10,
    types: [
      ...['image/jpeg', 'image/png', 'image/gif', 'video/mp4', 'video/3gpp', 'audio/mpeg'],
      ...['audio/amr', 'audio/ogg', 'audio/wav', 'text/vcard', 'text/calendar', 'application/pdf'],
    ],
  },
  mediaIn: true,
  optOut: 'carrier',
  registration: 'us10dlc',
  signature: 'ed25519',
  // Slower networks have queues at the provider, of four hours.
  rate: { perAccount: 50 },
}

/** The secret in our address stays the same when the address changes, and is nobody else's. */
function profileName(id: string, webhook: string): string {
  const secret = webhook.slice(webhook.lastIndexOf('/') + 1)
  return `Homeline ${id} ${createHash('sha256').update(secret).digest('hex').slice(0, 8)}`
}

function accepted(data: Parameters<typeof receiptOf>[0]): AcceptedText {
  const { kind: _, state, ...rest } = receiptOf(data)
  return { ...rest, state: state === 'failed' ? 'failed' : 'sent' }
}
