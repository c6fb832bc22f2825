import { createHmac } from 'node:crypto'
import { sameSecret } from '../../../src/lib/secrets.ts'

/** How far the phone's clock may be from ours, seconds: what is older was recorded and played again. */
const tolerance = 300

/**
 * Verifies `X-Signature`: HMAC-SHA256, hexadecimal, of the body followed by `X-Timestamp`, the seconds
 * since 1970 at which this attempt was made. docs.sms-gate.app/features/webhooks, "Payload Signing"
 */
export function isSigned(
  signingKey: string,
  body: Uint8Array,
  headers: Readonly<Record<string, string | string[] | undefined>>,
  now: number,
): boolean {
  const { 'x-signature': signature, 'x-timestamp': timestamp } = headers
  if (typeof signature !== 'string' || typeof timestamp !== 'string') return false
  if (!/^\d{1,12}$/.test(timestamp)) return false
  if (Math.abs(now / 1000 - Number(timestamp)) > tolerance) return false
  const expected = createHmac('sha256', signingKey).update(body).update(timestamp).digest('hex')
  return sameSecret(signature.trim().toLowerCase(), expected)
}
