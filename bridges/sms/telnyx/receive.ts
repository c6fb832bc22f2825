import type { z } from 'zod'
import type {
  CarrierEvent,
  DeliveryReceipt,
  IncomingMedia,
  OptOutWord,
  WebhookRequest,
} from '../../../src/core/carrier.ts'
import { phoneNumber } from '../../../src/core/carrier-fields.ts'
import { readReport } from '../../../src/core/carrier-webhook.ts'
import type { MessageKey } from '../../../src/core/message.ts'
import { jsonOf } from '../../../src/lib/json.ts'
import { reasonOf } from './errors.ts'
import { event, media, message, messageType, text } from './schemas.ts'

/** What a webhook of the provider reports, its signature verified. @throws CarrierError `malformed` */
export function receive({ body, key }: WebhookRequest): readonly CarrierEvent[] {
  return read(jsonOf(body), key)
}

/**
 * What a report says; nothing for what is no text of a phone.
 * @param key of the text whose states are posted there @throws CarrierError `malformed`
 */
export function read(report: unknown, key: MessageKey | undefined): readonly CarrierEvent[] {
  const { data } = readReport(event, report)
  switch (data.event_type) {
    case 'message.received':
      return textOf(data)
    case 'message.sent':
    case 'message.finalized': {
      const receipt = receiptOf(readReport(message, data.payload))
      return [key === undefined ? receipt : { ...receipt, key }]
    }
    default:
      return []
  }
}

/**
 * A message's state in our words. Whatever the provider tells of one, it has accepted it; no word from the
 * phone network ("delivery_unconfirmed") leaves it sent.
 */
export function receiptOf({ id, to, errors }: z.infer<typeof message>): DeliveryReceipt {
  const states = new Set(to.map(({ status }) => stateOf(status)))
  if (!states.has('failed')) {
    const isDelivered = states.has('delivered') && states.size === 1
    return { kind: 'receipt', id, state: isDelivered ? 'delivered' : 'sent' }
  }
  const code = errors?.[0]?.code
  const receipt = { kind: 'receipt', id, state: 'failed', reason: reasonOf(code) } as const
  return code === undefined ? receipt : { ...receipt, code }
}

function stateOf(status: string | null | undefined): DeliveryReceipt['state'] {
  switch (status) {
    case 'delivered':
      return 'delivered'
    case 'sending_failed':
    case 'delivery_failed':
    case 'expired':
      return 'failed'
    default:
      return 'sent'
  }
}

function textOf({ payload, occurred_at }: z.infer<typeof event>['data']): CarrierEvent[] {
  const { type } = readReport(messageType, payload)
  // Other kinds of messages than those of phones come the same way.
  if (type && !/^[sm]ms$/i.test(type)) return []
  const { id, from, to, received_at, ...rest } = readReport(text, payload)
  const ours = readReport(phoneNumber, recipientOf(to))
  const at = Date.parse(received_at ?? occurred_at ?? '')
  const optOut = words[rest.autoresponse_type?.toUpperCase() ?? '']
  return [
    {
      kind: 'text',
      id,
      from,
      to: ours,
      text: rest.text ?? '',
      media: rest.media?.flatMap(mediaOf) ?? [],
      ...(Number.isNaN(at) ? {} : { at }),
      ...(optOut === undefined ? {} : { optOut }),
    },
  ]
}

/** Which of those that a group text went to is the number that this report is for. */
function recipientOf(to: z.infer<typeof text>['to']): string | undefined {
  return (to.find(({ status }) => status === 'webhook_delivered') ?? to[0])?.phone_number
}

function mediaOf(item: unknown): IncomingMedia[] {
  const { data } = media.safeParse(item)
  if (data === undefined) return []
  return [
    { kind: 'kept', url: data.url, ...(data.content_type ? { type: data.content_type } : {}) },
  ]
}

/** developers.telnyx.com/docs/messaging/messages/advanced-opt-in-out */
const words: Readonly<Record<string, OptOutWord>> = { STOP: 'stop', START: 'start', HELP: 'help' }
