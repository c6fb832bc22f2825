import { randomBytes } from 'node:crypto'

/** An ID as the provider makes them: two letters for the kind of thing, and 32 hexadecimal digits. */
export function newSid(prefix: 'AC' | 'PN' | 'SM' | 'MM' | 'ME'): string {
  return prefix + randomBytes(16).toString('hex')
}
