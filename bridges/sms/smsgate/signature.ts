import { createHmac } from 'node:crypto'
import { sameSecret } from '../../../src/lib/secrets.ts'

/** How far the phone's clock may be from ours, seconds: what is older was recorded and played again. */
const tolerance = 300

/**
 * Why a request is not the phone's, if so. `X-Signature` is the HMAC-SHA256, hexadecimal, of the body followed
 * by `X-Timestamp`, the seconds since 1970 at which this attempt was made.
 * docs.sms-gate.app/features/webhooks, "Payload Signing"
 */
export function signatureFault(
  signingKey: string,
  body: Uint8Array,
  headers: Readonly<Record<string, string | string[] | undefined>>,
  now: number,
): string | undefined {
  const { 'x-signature': signature, 'x-timestamp': timestamp } = headers
  const isThere = typeof signature === 'string' && typeof timestamp === 'string'
  if (!isThere || !/^\d{1,12}$/.test(timestamp)) return 'A webhook is not signed'
  const expected = createHmac('sha256', signingKey).update(body).update(timestamp).digest('hex')
  if (!sameSecret(signature.trim().toLowerCase(), expected)) {
    return 'The signature of a webhook does not match: has the app another signing key?'
  }
  return Math.abs(now / 1000 - Number(timestamp)) > tolerance
    ? 'A webhook is signed for another time: it is played again, or the phone’s clock is wrong'
    : undefined
}
