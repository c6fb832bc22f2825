import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { CarrierError } from '../../src/core/errors.ts'
import { json } from './told-provider.ts'
import { adapterAt, errorOf, key, message, signed, startProvider } from './twilio/provider.ts'

/** What the provider's codes mean to us; the others are refusals for good. */
const meanings = {
  unauthorized: [20003],
  'not-found': [20404, 21501, 30404],
  'invalid-recipient': [21211, 21214, 21217, 21604, 21612, 30005, 30014, 30015, 30016],
  landline: [21614, 30006],
  'sender-not-ours': [
    ...[21210, 21212, 21401, 21407, 21601, 21603, 21606, 21616, 21657, 21660, 21910, 30024],
    ...[21701, 21702, 21703, 21704, 21705, 21709, 21711, 21712, 21715, 30124, 30127],
  ],
  'region-not-allowed': [21408, 21613, 21615, 21628, 21629, 21631, 21649, 21650, 21651],
  'opted-out': [21610],
  blocked: [21618, 30004, 30007, 30110, 30111, 30450],
  unregistered: [
    ...[21717, 21729, 30018, 30032, 30033, 30034, 30035, 30125, 30451, 30532, 30533],
    ...range(30440, 30449),
    ...range(30880, 30898),
  ],
  'rate-limited': [20429, 21611, 30001, 30022, 30023, 30027, 30036],
  unavailable: [21730],
  unreachable: [30003, 30017],
  unknown: [21619, 30008, 30009, 30020, 30021, 30410],
  account: [
    ...[21219, 21402, 21404, 21456, 21470, 21471, 21472, 21476, 21478, 21479, 21502],
    ...[21607, 21608, 21609, 30002, 30010, 30112, 63038],
  ],
  content: [
    ...[11200, 11205, 11751, 12300, 21602, 21605, 21617, 21620, 21621, 21622, 21623, 21624],
    ...[21654, 21655, 21656, 21658, 30011, 30012, 30013, 30019, 63019, 63034],
  ],
  'number-gone': [21421, 21422, 21451, 21452, 21457, 21458],
} as const
const retryable: readonly number[] = [20429, 21611, 21730]
const table = Object.entries(meanings).flatMap(([meaning, codes]) =>
  codes.map((code) => ({ code, meaning })),
)

it('explains the codes that the provider’s dictionary has, and all of these', () => {
  const known = JSON.parse(readFileSync('tests/fixtures/twilio-vectors/error-codes.json', 'utf8'))
  const codes = table.map(({ code }) => code).toSorted((a, b) => a - b)
  expect(codes.map(String)).toEqual(Object.keys(known))
})

it.each([30032, 30034, 30532, 30533])(
  'says after %i that private texts need another line, and that receiving works',
  (code) => {
    const [receipt] = adapterAt('http://127.0.0.1:9').receive(
      signed({ MessageSid: 'SM1', MessageStatus: 'undelivered', ErrorCode: String(code) }, { key }),
    )
    const wanted = /(US|toll-free).*private.*Receiving works\..*SIM in an Android phone/
    expect(receipt).toMatchObject({ state: 'failed', reason: expect.stringMatching(wanted) })
  },
)

describe.each(table)('$code', ({ code, meaning }) => {
  it(`is ${meaning}, surely not sent, in words for its writer`, async () => {
    const answer = { code, message: 'provider detail', status: 400 }
    await using provider = await startProvider((_, response) => json(response, 400, answer))
    const error = await errorOf(provider.carrier.send(message))
    expect(error).toBeInstanceOf(CarrierError)
    expect(error).toMatchObject({
      code: meaning,
      providerCode: String(code),
      maybeSent: false,
      isRetryable: retryable.includes(code),
    })
    expect(error.message).toMatch(/^[A-Z].*\.$/)
    expect(error.message).not.toContain('provider detail')
    expect(provider.asked).toHaveLength(1)
  })
})

describe.each([
  ['as text', { code: '21610' }],
  ['in a list', { errors: [{ code: '21610', message: 'provider detail' }, { code: 'other' }] }],
  ['in a list of numbers', { errors: [{ code: 21610 }] }],
])('a code %s', (_, answer) => {
  it('is read like any other', async () => {
    await using provider = await startProvider((_asked, response) => json(response, 422, answer))
    const error = await errorOf(provider.carrier.send(message))
    expect(error).toMatchObject({ code: 'opted-out', providerCode: '21610', maybeSent: false })
  })
})

it.each([
  { code: 'constructor' },
  { code: '__proto__' },
  { code: [] },
  { errors: [] },
  { errors: ['A sentence'] },
  [],
])('with %j instead of a code is refused all the same', async (answer) => {
  await using provider = await startProvider((_, response) => json(response, 400, answer))
  const error = await errorOf(provider.carrier.send(message))
  expect(error).toMatchObject({ code: 'unknown', providerCode: undefined, maybeSent: false })
})

function range(first: number, last: number): readonly number[] {
  return Array.from({ length: last - first + 1 }, (_, index) => first + index)
}
