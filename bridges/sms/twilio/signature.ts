import { createHash, createHmac, timingSafeEqual } from 'node:crypto'
import { parse, stringify } from 'node:querystring'

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
  if (hash !== null && !same(createHash('sha256').update(body).digest('hex'), hash)) return false
  const fields = hash === null ? signedFields(Buffer.from(body).toString('utf8')) : ''
  return urlForms(url).some((form) => same(sign(authToken, form + fields), signature))
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
function urlForms(url: string): string[] {
  if (!URL.canParse(url)) return []
  const { href } = new URL(url)
  return [...new Set([url, href, rewriteQuery(href)])].flatMap(withAndWithoutPort)
}

function withAndWithoutPort(url: string): string[] {
  const match = /^(https?:\/\/)([^/?#]*?)(:\d+)?((?:[/?#].*)?)$/i.exec(url)
  if (match === null) return []
  const [, scheme = '', host = '', port, rest = ''] = match
  const standard = scheme.toLowerCase() === 'https://' ? ':443' : ':80'
  return [`${scheme}${host}${rest}`, `${scheme}${host}${port ?? standard}${rest}`]
}

function rewriteQuery(url: string): string {
  const start = url.indexOf('?')
  return start < 0 ? url : `${url.slice(0, start)}?${stringify(parse(url.slice(start + 1)))}`
}

function same(expected: string, given: string): boolean {
  const [a, b] = [Buffer.from(expected), Buffer.from(given)]
  return a.length === b.length && timingSafeEqual(a, b)
}
