import { createHash, createHmac } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { z } from 'zod'
import { isSigned } from '../../bridges/sms/twilio/signature.ts'

const vector = z.object({
  name: z.string(),
  url: z.string(),
  params: z.record(z.string(), z.union([z.string(), z.array(z.string())])),
  signature: z.string(),
  body: z.string().optional(),
})
const { authToken, vectors } = z
  .object({ authToken: z.string(), vectors: z.array(vector).length(14) })
  .parse(JSON.parse(readFileSync('tests/fixtures/twilio-vectors/signature.json', 'utf8')))

type Vector = z.infer<typeof vector>

function bodyOf({ params, body }: Vector): Buffer {
  if (body !== undefined) return Buffer.from(body)
  const form = new URLSearchParams()
  for (const [name, values] of Object.entries(params)) {
    for (const value of [values].flat()) form.append(name, value)
  }
  return Buffer.from(form.toString())
}

describe.each(vectors)('the provider’s own case "$name"', (given) => {
  const { url, signature } = given
  const body = bodyOf(given)

  it('is recognized', () => {
    expect(isSigned(authToken, url, body, signature)).toBe(true)
  })

  it('is refused with another token, URL, body or signature', () => {
    expect(isSigned('54321', url, body, signature)).toBe(false)
    expect(isSigned(authToken, url.replace('myapp', 'yourapp'), body, signature)).toBe(false)
    const changed = Buffer.concat([body, Buffer.from(body.length > 0 ? '&Body=more' : 'Body=more')])
    expect(isSigned(authToken, url, changed, signature)).toBe(false)
    const flipped = `${signature.startsWith('A') ? 'B' : 'A'}${signature.slice(1)}`
    expect(isSigned(authToken, url, body, flipped)).toBe(false)
  })

  it.each([
    ['missing', undefined],
    ['empty', ''],
    ['repeated', [signature, signature]],
    ['cut', signature.slice(0, -1)],
    ['longer', `${signature}=`],
  ])('is refused with a signature that is %s', (_, header) => {
    expect(isSigned(authToken, url, body, header)).toBe(false)
  })
})

describe('a body that is no form', () => {
  const body = Buffer.from('{"a":1}')
  const hash = createHash('sha256').update(body).digest('hex')
  const sign = (url: string) => createHmac('sha1', authToken).update(url).digest('base64')

  it('is not taken for another one that was signed', () => {
    const url = `https://example.org/hook?bodySHA256=${hash}`
    expect(isSigned(authToken, url, body, sign(url))).toBe(true)
    expect(isSigned(authToken, url, Buffer.from('{"a":2}'), sign(url))).toBe(false)
    expect(isSigned(authToken, url, Buffer.alloc(0), sign(url))).toBe(false)
  })

  it('is refused when its hash is no hash', () => {
    const url = 'https://example.org/hook?bodySHA256='
    expect(isSigned(authToken, url, body, sign(url))).toBe(false)
  })
})

it('is refused for what is no URL of the web', () => {
  for (const url of ['', 'mycompany.com/x', 'ftp://mycompany.com/x', 'https:']) {
    const signature = createHmac('sha1', authToken).update(url).digest('base64')
    expect(isSigned(authToken, url, Buffer.alloc(0), signature)).toBe(false)
  }
})
