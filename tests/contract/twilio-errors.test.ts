import { inspect } from 'node:util'
import { describe, expect, it } from 'vitest'
import { json } from './told-provider.ts'
import { adapterAt, authToken, errorOf, message, startProvider } from './twilio/provider.ts'

describe('an answer', () => {
  it.each([
    [429, { code: 'rate-limited', isRetryable: true, maybeSent: false }],
    [401, { code: 'unauthorized', isRetryable: false, maybeSent: false }],
    [403, { code: 'unauthorized', isRetryable: false, maybeSent: false }],
    [402, { code: 'account', isRetryable: false, maybeSent: false }],
    [404, { code: 'not-found', isRetryable: false, maybeSent: false }],
    [408, { code: 'unavailable', isRetryable: false, maybeSent: true }],
    [400, { code: 'unknown', isRetryable: false, maybeSent: false }],
    [500, { code: 'unavailable', isRetryable: false, maybeSent: true }],
    [503, { code: 'unavailable', isRetryable: false, maybeSent: true }],
  ])(
    'of %i alone says whether a retry helps and whether it may be sent',
    async (status, wanted) => {
      await using provider = await startProvider((_, response) => json(response, status, '<html>'))
      expect(await errorOf(provider.carrier.send(message))).toMatchObject(wanted)
      expect(provider.asked, 'never sent again by itself').toHaveLength(1)
    },
  )

  it('of a broken server counts as unclear, even with a code of a refusal', async () => {
    const body = { code: 21610, message: 'x' }
    await using provider = await startProvider((_, response) => json(response, 500, body))
    expect(await errorOf(provider.carrier.send(message))).toMatchObject({ maybeSent: true })
  })

  it.each([
    ['2', 2000],
    ['0', 0],
    ['999999', 3_600_000],
    ['soon', undefined],
    ['-5', undefined],
  ])('with Retry-After %s asks to wait', async (header, milliseconds) => {
    await using provider = await startProvider((_, response) =>
      json(response, 429, { code: 20429 }, { 'retry-after': header }),
    )
    const { retryAfter } = await errorOf(provider.carrier.send(message))
    expect(retryAfter).toBe(milliseconds)
  })

  it('with a date in Retry-After asks to wait until then', async () => {
    const date = new Date(Date.now() + 60_000).toUTCString()
    await using provider = await startProvider((_, response) =>
      json(response, 503, '', { 'retry-after': date }),
    )
    const { retryAfter } = await errorOf(provider.carrier.send(message))
    expect(retryAfter).toBeGreaterThan(50_000)
    expect(retryAfter).toBeLessThanOrEqual(60_000)
  })

  it.each([
    ['HTML', '<html><body>Welcome to the hotel’s network</body></html>'],
    ['nothing', ''],
    ['half of it', '{"sid":"SM1","sta'],
    ['something else', '{"sid":"","status":7}'],
    ['a list', '[]'],
    ['null', 'null'],
    ['too much', JSON.stringify({ sid: 'SM1', padding: 'x'.repeat(4_100_000) })],
  ])('of success with %s may have sent it', async (_, body) => {
    await using provider = await startProvider((_asked, response) => json(response, 201, body))
    expect(await errorOf(provider.carrier.send(message))).toMatchObject({
      code: 'unavailable',
      isRetryable: false,
      maybeSent: true,
    })
  })

  it.each([301, 302, 307, 308])('that leads elsewhere (%i) is not followed', async (status) => {
    await using elsewhere = await startProvider((_, response) => json(response, 201, {}))
    await using provider = await startProvider((_, response) =>
      json(response, status, '', { location: elsewhere.url }),
    )
    expect(await errorOf(provider.carrier.send(message))).toMatchObject({ code: 'unavailable' })
    expect(elsewhere.asked).toEqual([])
  })
})

describe('no answer', () => {
  it('to the end in time may have sent it', async () => {
    const begin = (_: unknown, response: { write(text: string): void }) => response.write('{"sid"')
    await using provider = await startProvider(begin, { timeoutMs: 50 })
    expect(await errorOf(provider.carrier.send(message))).toMatchObject({ maybeSent: true })
  })

  it('because nobody could be reached surely sent nothing', async () => {
    const provider = await startProvider(() => {})
    await provider[Symbol.asyncDispose]()
    expect(await errorOf(provider.carrier.send(message))).toMatchObject({
      code: 'unavailable',
      isRetryable: true,
      maybeSent: false,
      providerCode: 'ECONNREFUSED',
    })
    const nowhere = adapterAt('http://nowhere.invalid')
    const error = await errorOf(nowhere.send(message))
    expect(error).toMatchObject({ isRetryable: true, maybeSent: false })
  })
})

it('never shows a secret or the text in an error, whatever went wrong', async () => {
  const reset = (_: unknown, _response: unknown, request: { socket: { destroy(): void } }) =>
    void request.socket.destroy()
  const answers = [
    ...[200, 400, 401, 500].map((status) => (_: unknown, response: never) => {
      json(response, status, { code: 'x', sid: 7 })
    }),
    reset,
    () => {},
  ]
  for (const answer of answers) {
    const options = { timeoutMs: 100, apiKey: 'SK-key', apiSecret: 'secret-that-nobody-may-see' }
    await using provider = await startProvider(answer as never, options)
    const error = await errorOf(provider.carrier.send(message))
    const everything = inspect(error, { depth: 20, showHidden: true }) + JSON.stringify(error)
    expect(everything).not.toContain('nobody-may-see')
    expect(everything).not.toContain(Buffer.from(`SK-key:secret`).toString('base64').slice(0, 12))
    expect(everything).not.toContain(Buffer.from(authToken).toString('base64'))
  }
})
