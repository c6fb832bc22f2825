import { generateKeyPairSync, sign } from 'node:crypto'
import type { WebhookRequest } from '../../../src/core/carrier.ts'
import type { MessageKey } from '../../../src/core/message.ts'

const pair = generateKeyPairSync('ed25519')

/** As the provider's portal shows it: 32 bytes in base64. */
export const publicKey = Buffer.from(
  pair.publicKey.export({ format: 'jwk' }).x ?? '',
  'base64url',
).toString('base64')

/** The headers by which the provider proves a body; `time` in seconds since 1970. */
export function proof(
  body: Uint8Array,
  time = Math.floor(Date.now() / 1000),
): Record<'telnyx-signature-ed25519' | 'telnyx-timestamp', string> {
  const signed = Buffer.concat([Buffer.from(`${time}|`), body])
  return {
    'telnyx-signature-ed25519': sign(null, signed, pair.privateKey).toString('base64'),
    'telnyx-timestamp': String(time),
  }
}

/** A request as the provider signs and sends it. */
export function signed(
  content: object | Uint8Array,
  { key, time }: { readonly key?: MessageKey; readonly time?: number } = {},
): WebhookRequest {
  const body =
    content instanceof Uint8Array ? content : Buffer.from(JSON.stringify(content), 'utf8')
  return {
    url: 'https://texts.example.org/webhooks/main/secret',
    headers: { 'content-type': 'application/json', ...proof(body, time) },
    body,
    ...(key === undefined ? {} : { key }),
  }
}
