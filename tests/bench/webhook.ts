import { randomBytes } from 'node:crypto'
import { getExpectedTwilioSignature } from 'twilio/lib/webhooks/webhooks.js'
import { exchange } from '../../src/lib/http.ts'

export interface CarrierAccount {
  /** Where the simulated carrier is. */
  readonly url: string
  readonly accountSid: string
  readonly authToken: string
}

/** Posts a webhook as the provider does, signed by its own library. @throws Error when it is not accepted */
export async function postSigned(
  { accountSid, authToken }: CarrierAccount,
  url: string,
  fields: Readonly<Record<string, string>>,
): Promise<void> {
  const form = { AccountSid: accountSid, ApiVersion: '2010-04-01', ...fields }
  const { status } = await exchange(url, {
    method: 'POST',
    headers: {
      'content-type': 'application/x-www-form-urlencoded',
      'x-twilio-signature': getExpectedTwilioSignature(authToken, url, form),
    },
    body: new URLSearchParams(form).toString(),
    timeoutMs: 60_000,
  })
  if (status >= 300) throw new Error(`A webhook was answered ${status}`)
}

export function newSid(): string {
  return `SM${randomBytes(16).toString('hex')}`
}
