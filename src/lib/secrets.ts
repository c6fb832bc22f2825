import { createHmac, randomBytes, timingSafeEqual } from 'node:crypto'

/** `bytes` random bytes in URL-safe base64. */
export function randomToken(bytes = 32): string {
  return randomBytes(bytes).toString('base64url')
}

/** Compares in a time that tells nothing about where they differ. */
export function sameSecret(given: string, expected: string): boolean {
  const digest = (text: string) => createHmac('sha256', 'homeline').update(text).digest()
  return timingSafeEqual(digest(given), digest(expected))
}
