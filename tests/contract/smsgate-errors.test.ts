import { fc } from '@fast-check/vitest'
import { describe, expect, it } from 'vitest'
import { CarrierError } from '../../src/core/errors.ts'
import { failure, text } from './carrier-suite.ts'
import { adapterAt, shown, startGateway } from './smsgate/gateway.ts'
import { json } from './told-provider.ts'

const surely = { isRetryable: false, maybeSent: false }
const queue = 'queue limits exceeded: too many pending messages: 100 / 100'

/** What the server and the app answer, by status and sentence. */
const answers: readonly (readonly [number, string, object])[] = [
  [400, 'invalid phone number', { code: 'invalid-recipient', ...surely }],
  [400, 'failed to parse phone number: not a number', { code: 'invalid-recipient', ...surely }],
  [400, 'not mobile phone number', { code: 'landline', ...surely }],
  [400, 'failed to select device: record not found', { code: 'account', ...surely }],
  [400, 'Invalid device ID', { code: 'account', ...surely }],
  [400, 'failed to validate: something', { code: 'unknown', ...surely }],
  [401, 'Unauthorized', { code: 'unauthorized', ...surely }],
  [403, 'required scope: messages:send', { code: 'unauthorized', ...surely }],
  [404, 'Cannot POST /messages', { code: 'not-found', ...surely }],
  [405, 'Method Not Allowed', { code: 'unknown', ...surely }],
  [429, 'Too Many Requests', { code: 'rate-limited', isRetryable: true, maybeSent: false }],
  [501, 'not implemented', { code: 'not-found', ...surely }],
  [503, queue, { code: 'rate-limited', isRetryable: true, maybeSent: false }],
  [503, '<html>', { code: 'unavailable', isRetryable: false, maybeSent: true }],
  [500, 'failed to handle request', { code: 'unavailable', isRetryable: false, maybeSent: true }],
  [502, 'Bad Gateway', { code: 'unavailable', isRetryable: false, maybeSent: true }],
]

describe.each(answers)('%i "%s"', (status, message, meaning) => {
  it('says what that means, in words for its writer', async () => {
    const body = { error: 'QueueLimitExceeded', message, code: 1 }
    await using gateway = await startGateway((_, response) => json(response, status, body))
    const error = await failure(gateway.phone.send(text))
    expect(error).toMatchObject({ ...meaning, providerCode: String(status) })
    expect(error.message).toMatch(/^[A-Z].*\.$/)
    expect(error.message).not.toContain(message)
    expect(gateway.asked).toHaveLength(1)
  })
})

describe('an answer', () => {
  it.each([
    [400, { code: 'unknown', ...surely }],
    [401, { code: 'unauthorized', ...surely }],
    [404, { code: 'not-found', ...surely }],
    [429, { code: 'rate-limited', isRetryable: true, maybeSent: false }],
  ])('of %i in HTML is told by its status', async (status, meaning) => {
    await using gateway = await startGateway((_, response) => json(response, status, '<html>'))
    expect(await failure(gateway.phone.send(text))).toMatchObject(meaning)
  })

  it.each([
    ['HTML', '<html>Welcome to the hotel</html>'],
    ['nothing', ''],
    ['half of it', '{"id":"x","sta'],
    ['an error inside', '{"message":"failed"}'],
    ['something else', '{"id":7,"state":{}}'],
    ['a list', '[]'],
    ['null', 'null'],
    ['too much', JSON.stringify({ ...shown('Pending'), padding: 'x'.repeat(4_100_000) })],
  ])('of success with %s may have sent it', async (_, body) => {
    await using gateway = await startGateway((_asked, response) => json(response, 202, body))
    expect(await failure(gateway.phone.send(text))).toMatchObject({
      code: 'unavailable',
      isRetryable: false,
      maybeSent: true,
    })
  })

  it('of another type than JSON is read all the same', async () => {
    await using gateway = await startGateway((_, response) =>
      json(response, 202, shown('Pending'), { 'content-type': 'text/plain' }),
    )
    expect(await gateway.phone.send(text)).toMatchObject({ state: 'sent' })
  })

  it.each([301, 302, 307, 308])('that leads elsewhere (%i) is not followed', async (status) => {
    await using elsewhere = await startGateway((_, response) => json(response, 202, shown('Sent')))
    await using gateway = await startGateway((_, response) =>
      json(response, status, '', { location: elsewhere.url }),
    )
    expect(await failure(gateway.phone.send(text))).toMatchObject({ code: 'unavailable' })
    expect(elsewhere.asked).toEqual([])
  })

  it.each([
    ['2', 2000],
    ['0', 0],
    ['999999', 3_600_000],
    ['soon', undefined],
  ])('with Retry-After %s asks to wait', async (header, milliseconds) => {
    await using gateway = await startGateway((_, response) =>
      json(response, 503, { message: queue }, { 'retry-after': header }),
    )
    const { retryAfter } = await failure(gateway.phone.send(text))
    expect(retryAfter).toBe(milliseconds)
  })
})

it('is unreachable by a name that nobody has, surely without being sent', async () => {
  const error = await failure(adapterAt('http://nowhere.invalid').send(text))
  expect(error).toMatchObject({ isRetryable: true, maybeSent: false })
})

it('ends every call with an answer or an error of our own, whatever is answered', async () => {
  let next: { readonly status: number; readonly body: string } = { status: 200, body: '' }
  await using gateway = await startGateway((_, response) => json(response, next.status, next.body))
  const body = fc.oneof(fc.json(), fc.string(), fc.constantFrom('[{}]', '{"checks":{"a":1}}'))
  const status = fc.constantFrom(200, 202, 204, 400, 404, 409, 418, 500, 503)
  await fc.assert(
    fc.asyncProperty(fc.record({ status, body }), async (answer) => {
      next = answer.status === 204 ? { status: 204, body: '' } : answer
      const calls = [gateway.carrier, gateway.phone].flatMap((carrier) => [
        () => carrier.send(text),
        () => carrier.state('x'),
        () => carrier.reportAgain(new Date()),
        () => Array.fromAsync(carrier.list(new Date())),
        () => carrier.restore(),
        () => carrier.problem(),
        () => carrier.numbers.configure('x'),
      ])
      for (const call of calls) {
        const error = await call().then(
          () => undefined,
          (thrown: unknown) => thrown,
        )
        expect(error === undefined || error instanceof CarrierError).toBe(true)
      }
    }),
    { numRuns: 40 },
  )
})
