import type {
  CarrierEvent,
  DeliveryReceipt,
  IncomingMedia,
  WebhookRequest,
} from '../../../src/core/carrier.ts'
import { formOf, type PostedForm, readReport } from '../../../src/core/carrier-webhook.ts'
import { CarrierError } from '../../../src/core/errors.ts'
import type { MessageKey } from '../../../src/core/message.ts'
import type { Dialect } from './dialect.ts'
import { reasonOf } from './errors.ts'
import type { Meanings } from './meanings.ts'
import { stateWebhook, textWebhook } from './schemas.ts'
import { isSigned } from './signature.ts'

export interface ReceiveDeps {
  readonly signingKey: string
  readonly dialect: Pick<Dialect, 'signatureHeaders' | 'meanings'>
}

/** What a webhook of the provider reports. @throws CarrierError `unauthorized` or `malformed` */
export function receive(
  { signingKey, dialect }: ReceiveDeps,
  request: WebhookRequest,
): readonly CarrierEvent[] {
  const { url, headers, body, key } = request
  const name = dialect.signatureHeaders.find((each) => headers[each] !== undefined) ?? ''
  if (!isSigned(signingKey, url, body, headers[name])) {
    throw new CarrierError('unauthorized', 'The signature of a webhook does not match')
  }
  const form = formOf(body)
  if (!('MessageSid' in form)) return []
  return key === undefined && form['MessageStatus'] === undefined
    ? [text(form)]
    : state(dialect.meanings, form, key)
}

/**
 * A message's state in our words; undefined while nothing is decided. Initial states are never called
 * back. twilio.com/docs/messaging/guides/outbound-message-status-in-status-callbacks
 */
export function receiptOf(
  meanings: Meanings,
  id: string,
  status: string,
  code: string | undefined,
): DeliveryReceipt | undefined {
  switch (status) {
    case 'sent':
      return { kind: 'receipt', id, state: 'sent' }
    case 'delivered':
    case 'read':
    case 'partially_delivered':
      return { kind: 'receipt', id, state: 'delivered' }
    case 'undelivered':
    case 'failed':
    case 'canceled': {
      const reason = status === 'canceled' ? canceled : reasonOf(meanings, code)
      const receipt = { kind: 'receipt', id, state: 'failed', reason } as const
      return code === undefined ? receipt : { ...receipt, code }
    }
    // 'accepted', 'scheduled', 'queued', 'sending', of ours; 'receiving', 'received'; and what is yet to come.
    default:
      return undefined
  }
}

const canceled = 'It was taken back at the carrier before it was sent.'

function text(form: PostedForm): CarrierEvent {
  const { MessageSid: id, From: from, To: to, ...rest } = readReport(textWebhook, form)
  const { Body, NumMedia: count, OptOutType } = rest
  const media = Array.from({ length: count }, (_, index) => mediaOf(form, index)).flat()
  const optOut = OptOutType === undefined ? {} : { optOut: OptOutType }
  return { kind: 'text', id, from, to, text: Body, media, ...optOut }
}

function mediaOf(form: PostedForm, index: number): IncomingMedia[] {
  const [url, type] = [form[`MediaUrl${index}`], form[`MediaContentType${index}`]]
  if (url === undefined) return []
  return [{ kind: 'kept', url, ...(type === undefined ? {} : { type }) }]
}

function state(meanings: Meanings, form: PostedForm, key: MessageKey | undefined): CarrierEvent[] {
  const { MessageSid, MessageStatus, ErrorCode } = readReport(stateWebhook, form)
  const receipt = receiptOf(meanings, MessageSid, MessageStatus, ErrorCode)
  if (receipt === undefined) return []
  return [key === undefined ? receipt : { ...receipt, key }]
}
