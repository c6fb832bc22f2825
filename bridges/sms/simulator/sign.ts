import { createHmac } from 'node:crypto'

/**
 * The value of `X-Twilio-Signature` for a form: HMAC-SHA1 over the URL and every field, sorted by name.
 * twilio.com/docs/usage/webhooks/webhooks-security
 */
export function signature(
  authToken: string,
  url: string,
  form: Readonly<Record<string, string>>,
): string {
  const names = Object.keys(form).toSorted((a, b) => (a < b ? -1 : 1))
  const text = url + names.map((name) => name + form[name]).join('')
  return createHmac('sha1', authToken).update(text, 'utf8').digest('base64')
}
