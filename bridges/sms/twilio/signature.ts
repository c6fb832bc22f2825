import { createHash, createHmac } from 'node:crypto'
import { parse, stringify } from 'node:querystring'
import { sameSecret } from '../../../src/lib/secrets.ts'

/**
 * Verifies `X-Twilio-Signature`: HMAC-SHA1 of the URL followed by every form field, sorted by name.
 * The provider is not of one mind about ports and about how the query is written, so six forms of
 * the URL count; a body that is no form is signed by its hash in the query.
 * twilio.com/docs/usage/webhooks/webhooks-security
 */
export function isSigned(
  authToken: string,
  url: string,
  body: Uint8Array,
  signature: unknown,
): boolean {
  if (typeof signature !== 'string') return false
  const hash = new URLSearchParams(url.split('?')[1] ?? '').get('bodySHA256')
  if (hash !== null && !sameSecret(hash, createHash('sha256').update(body).digest('hex')))
    return false
  const fields = hash === null ? signedFields(Buffer.from(body).toString('utf8')) : ''
  for (const form of urlForms(url)) {
    if (sameSecret(signature, sign(authToken, form + fields))) return true
  }
  return false
}

function sign(authToken: string, text: string): string {
  return createHmac('sha1', authToken).update(text, 'utf8').digest('base64')
}

/** Repeated values of one field count once, sorted. */
function signedFields(form: string): string {
  const fields = new URLSearchParams(form)
  const names = [...new Set(fields.keys())].sort()
  return names
    .map((name) =>
      [...new Set(fields.getAll(name))]
        .sort()
        .map((value) => name + value)
        .join(''),
    )
    .join('')
}

/** As it is, as `URL` writes it (`'` becomes `%27`), and as the older `querystring` does. */
function* urlForms(url: string): Iterable<string> {
  yield* withAndWithoutPort(url)
  const href = URL.parse(url)?.href
  if (href === undefined) return
  yield* withAndWithoutPort(href)
  yield* withAndWithoutPort(rewriteQuery(href))
}

/** As it is, and with the port left out or the standard one named. */
function withAndWithoutPort(url: string): string[] {
  const match = /^(https?:\/\/)([^/?#]*?)(:\d+)?((?:[/?#].*)?)$/i.exec(url)
  if (match === null) return []
  const [, scheme = '', host = '', port, rest = ''] = match
  const standard = scheme.toLowerCase() === 'https://' ? ':443' : ':80'
  return [url, `${scheme}${host}${port === undefined ? standard : ''}${rest}`]
}

function rewriteQuery(url: string): string {
  const start = url.indexOf('?')
  return start < 0 ? url : `${url.slice(0, start)}?${stringify(parse(url.slice(start + 1)))}`
}
