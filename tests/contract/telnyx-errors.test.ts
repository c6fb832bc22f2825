import { inspect } from 'node:util'
import { describe, expect, it } from 'vitest'
import { accepted, apiKey, errorBody, errorOf, message, startProvider } from './telnyx/adapter.ts'
import { json } from './told-provider.ts'

describe('an answer', () => {
  it.each([
    [429, { code: 'rate-limited', isRetryable: true, maybeSent: false }],
    [401, { code: 'unauthorized', isRetryable: false, maybeSent: false }],
    [402, { code: 'account', isRetryable: false, maybeSent: false }],
    [403, { code: 'unauthorized', isRetryable: false, maybeSent: false }],
    [404, { code: 'not-found', isRetryable: false, maybeSent: false }],
    [400, { code: 'unknown', isRetryable: false, maybeSent: false }],
    [409, { code: 'unknown', isRetryable: false, maybeSent: false }],
    [422, { code: 'unknown', isRetryable: false, maybeSent: false }],
    [408, { code: 'unavailable', isRetryable: false, maybeSent: true }],
    [500, { code: 'unavailable', isRetryable: false, maybeSent: true }],
    [503, { code: 'unavailable', isRetryable: false, maybeSent: true }],
  ])(
    'of %i alone says whether a retry helps and whether it may be sent',
    async (status, wanted) => {
      for (const body of ['<html>', '', '{"errors":[]}', '{"errors":[{"code":"99999"}]}', '[7]']) {
        await using provider = await startProvider((_, response) => json(response, status, body))
        expect(await errorOf(provider.carrier.send(message))).toMatchObject(wanted)
        expect(provider.asked, 'never sent again by itself').toHaveLength(1)
      }
    },
  )

  it.each([
    [409, '40300', 'opted-out'],
    [409, '40312', 'account'],
    [429, '40318', 'rate-limited'],
    [429, '40333', 'account'],
    [422, '40310', 'invalid-recipient'],
  ])('of %i with %s is %s', async (status, code, wanted) => {
    await using provider = await startProvider((_, response) =>
      json(response, status, errorBody(code)),
    )
    expect(await errorOf(provider.carrier.send(message))).toMatchObject({
      code: wanted,
      maybeSent: false,
    })
  })

  it('counts by the first of its errors, a number or a text', async () => {
    const { errors } = errorBody(40302) as { readonly errors: readonly object[] }
    const body = { errors: [...errors, { code: '10011' }] }
    await using provider = await startProvider((_, response) => json(response, 400, body))
    expect(await errorOf(provider.carrier.send(message))).toMatchObject({ providerCode: '40302' })
  })

  it.each([
    [500, '40300'],
    [400, '10007'],
    [400, '10008'],
  ])('of %i with %s may hide that it was sent', async (status, code) => {
    await using provider = await startProvider((_, response) =>
      json(response, status, errorBody(code)),
    )
    const wanted = { code: 'unavailable', maybeSent: true, isRetryable: false }
    expect(await errorOf(provider.carrier.send(message))).toMatchObject(wanted)
  })

  it.each([
    [{ 'retry-after': '2' }, 2000],
    [{ 'x-ratelimit-reset': '9' }, 9000],
    [{ 'retry-after': '2', 'x-ratelimit-reset': '9' }, 2000],
    [{ 'retry-after': '999999' }, 3_600_000],
    [{ 'retry-after': 'soon' }, undefined],
    [{}, undefined],
  ])('of 429 with %j asks to wait %s milliseconds', async (headers, milliseconds) => {
    await using provider = await startProvider((_, response) =>
      json(response, 429, errorBody('10011'), headers),
    )
    const { retryAfter } = await errorOf(provider.carrier.send(message))
    expect(retryAfter).toBe(milliseconds)
  })

  it('that counts requests and is no refusal for their number does not ask to wait', async () => {
    await using provider = await startProvider((_, response) =>
      json(response, 400, errorBody('40310'), { 'x-ratelimit-reset': '9' }),
    )
    const { retryAfter } = await errorOf(provider.carrier.send(message))
    expect(retryAfter).toBeUndefined()
  })

  it.each([
    ['HTML', '<html><body>Welcome to the hotel’s network</body></html>'],
    ['nothing', ''],
    ['half of it', '{"data":{"id":"mess'],
    ['an error inside', errorBody('40310')],
    ['something else', { data: { id: '', to: 7 } }],
    ['no recipient', { data: { id: 'message-1' } }],
    ['a list', []],
    ['null', 'null'],
    ['too much', accepted({ padding: 'x'.repeat(4_100_000) })],
  ])('of success with %s may have sent it', async (_, body) => {
    await using provider = await startProvider((_asked, response) => json(response, 200, body))
    expect(await errorOf(provider.carrier.send(message))).toMatchObject({
      code: 'unavailable',
      isRetryable: false,
      maybeSent: true,
    })
  })

  it.each([301, 302, 307, 308])('that leads elsewhere (%i) is not followed', async (status) => {
    await using elsewhere = await startProvider((_, response) => json(response, 200, accepted()))
    await using provider = await startProvider((_, response) =>
      json(response, status, '', { location: elsewhere.url }),
    )
    expect(await errorOf(provider.carrier.send(message))).toMatchObject({ code: 'unavailable' })
    expect(elsewhere.asked).toEqual([])
  })
})

it('never shows a secret or the text in an error, whatever went wrong', async () => {
  for (const [status, body] of [
    [200, { data: message }],
    [200, `not JSON: ${message.text} ${apiKey}`],
    [401, errorBody('10009')],
    [400, `${message.text} ${apiKey}`],
    [500, errorBody('10007')],
  ] as const) {
    await using provider = await startProvider((_, response) => json(response, status, body))
    const error = await errorOf(provider.carrier.send(message))
    const everything = inspect(error, { depth: 20, showHidden: true }) + JSON.stringify(error)
    expect(everything).not.toContain('nobody-may-see')
  }
})
