import { describe, expect, it } from 'vitest'
import { failure, text } from './carrier-suite.ts'
import { accepted, adapterAt } from './elks/adapter.ts'
import { json, startProvider } from './told-provider.ts'

const surely = { isRetryable: false, maybeSent: false }
const unclear = { code: 'unavailable', isRetryable: false, maybeSent: true }

describe.each([
  [403, 'Invalid to number', { code: 'invalid-recipient', ...surely }],
  [403, 'Invalid from number', { code: 'sender-not-ours', ...surely }],
  [403, 'Not enough credits', { code: 'account', ...surely }],
  [403, '{"error": "Not enough credits"}', { code: 'account', ...surely }],
  [403, 'You are not allowed to do this', { code: 'unknown', ...surely }],
  [400, 'Missing key message', { code: 'unknown', ...surely }],
  [401, 'API access require proper Basic HTTP authentication.', { code: 'unauthorized' }],
  [402, 'Not enough credits', { code: 'account', ...surely }],
  [404, 'Not found', { code: 'not-found', ...surely }],
  [429, '<html>', { code: 'rate-limited', isRetryable: true, maybeSent: false }],
  [500, 'Invalid to number', unclear],
  [502, '<html>', unclear],
])('%i "%s"', (status, words, meaning) => {
  it('says what that means, in words for its writer', async () => {
    await using provider = await startProvider((_, response) => json(response, status, words))
    const error = await failure(adapterAt(provider.url).send(text))
    expect(error).toMatchObject({ ...meaning, providerCode: String(status) })
    expect(error.message).toMatch(/^[A-Z].*\.$/)
    expect(error.message).not.toContain(words)
    expect(provider.asked, 'never sent again by itself').toHaveLength(1)
  })
})

describe('an answer', () => {
  it.each([
    ['HTML', '<html>Welcome to the hotel</html>'],
    ['nothing', ''],
    ['half of it', '{"id":"s1","sta'],
    ['something else', '{"id":"","status":7}'],
    ['an error inside', '{"error":"Not enough credits"}'],
    ['a list', '[]'],
    ['null', 'null'],
    ['too much', JSON.stringify({ ...accepted, padding: 'x'.repeat(4_100_000) })],
  ])('of success with %s may have sent it', async (_, body) => {
    await using provider = await startProvider((_asked, response) => json(response, 200, body))
    expect(await failure(adapterAt(provider.url).send(text))).toMatchObject(unclear)
  })

  it('of another type than JSON, with more in it than is known, is read', async () => {
    await using provider = await startProvider((_, response) =>
      json(response, 200, { ...accepted, something_new: {} }, { 'content-type': 'text/plain' }),
    )
    expect(await adapterAt(provider.url).send(text)).toMatchObject({ state: 'sent' })
  })

  it.each([301, 302, 307, 308])('that leads elsewhere (%i) is not followed', async (status) => {
    await using elsewhere = await startProvider((_, response) => json(response, 200, accepted))
    await using provider = await startProvider((_, response) =>
      json(response, status, '', { location: elsewhere.url }),
    )
    expect(await failure(adapterAt(provider.url).send(text))).toMatchObject(unclear)
    expect(elsewhere.asked).toEqual([])
  })
})
