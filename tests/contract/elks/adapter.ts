import { elks } from '../../../bridges/sms/46elks/elks.ts'
import type { Carrier, WebhookCarrier, WebhookRequest } from '../../../src/core/carrier.ts'
import type { MessageKey } from '../../../src/core/message.ts'

export const username = 'u0123456789abcdef0123456789abcdef'
export const password = 'password-that-nobody-may-see'
export const webhook = 'https://texts.example.org/webhooks/main/secret'
export const key = 'AAAAAAAAAAAAAAAAAAAAAA' as MessageKey

type Elks = WebhookCarrier & Required<Pick<Carrier, 'list' | 'state' | 'numbers' | 'balance'>>

export function adapterAt(apiBase: string, options: { readonly timeoutMs?: number } = {}): Elks {
  return elks({ id: 'main', username, password, webhook, apiBase, ...options }) as Elks
}

/** A request as the provider sends it: to the numbers' address, or to that of a text. */
export function posted(
  form: Readonly<Record<string, string>> | Uint8Array,
  to: { readonly key?: MessageKey } = {},
): WebhookRequest {
  const body = form instanceof Uint8Array ? form : new URLSearchParams(form).toString()
  const url = to.key === undefined ? webhook : `${webhook}/${to.key}`
  const headers = { 'content-type': 'application/x-www-form-urlencoded' }
  return { url, headers, body: Buffer.from(body), ...to }
}

/** 46elks.com/docs/receive-sms, "Example payload" */
export const received = {
  direction: 'incoming',
  id: 'sf8425555e5d8db61dda7a7b3f1b91bdb',
  from: '+46706861004',
  to: '+46706860000',
  created: '2018-07-13T13:57:23.741000',
  message: 'Hello how are you?',
}

/** 46elks.com/docs/send-sms */
export const accepted = {
  status: 'created',
  direction: 'outgoing',
  from: '+46766861004',
  created: '2024-05-04T13:37:42.314100',
  parts: 1,
  to: '+46700000000',
  cost: 5000,
  message: 'This is the message sent to the phone.',
  id: 's70df59406a1b4643b96f3f91e0bfb7b0',
}
