import { createPublicKey, verify } from 'node:crypto'
import type { WebhookRequest } from '../../../src/core/carrier.ts'

/** A webhook is that old at most, or that far ahead of our clock; seconds. */
const tolerance = 300

/**
 * Verifies `telnyx-signature-ed25519` over the time it names, `|` and the body's bytes.
 * developers.telnyx.com/docs/messaging/messages/receiving-webhooks
 * @param publicKey the account's, as its portal shows it: 32 bytes in base64
 */
export function createVerifier(
  publicKey: string,
  now: () => number,
): (request: Pick<WebhookRequest, 'headers' | 'body'>) => boolean {
  const x = Buffer.from(publicKey, 'base64').toString('base64url')
  const key = createPublicKey({ key: { kty: 'OKP', crv: 'Ed25519', x }, format: 'jwk' })
  return ({ headers, body }) => {
    const { 'telnyx-signature-ed25519': signature, 'telnyx-timestamp': time } = headers
    if (typeof signature !== 'string' || !/^[A-Za-z0-9+/]{86}==$/.test(signature)) return false
    if (typeof time !== 'string' || !/^\d{1,12}$/.test(time)) return false
    if (Math.abs(Math.floor(now() / 1000) - Number(time)) > tolerance) return false
    const signed = Buffer.concat([Buffer.from(`${time}|`), body])
    return verify(null, signed, key, Buffer.from(signature, 'base64'))
  }
}
