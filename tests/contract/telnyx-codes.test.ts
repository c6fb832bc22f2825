import { describe, expect, it } from 'vitest'
import { adapterAt, errorBody, errorOf, message, startProvider } from './telnyx/adapter.ts'
import { signed } from './telnyx/signer.ts'
import { stated } from './telnyx/webhooks.ts'
import { json } from './told-provider.ts'

/** What the provider's documented codes mean to us; at once, and in the state of a text. */
const meanings = {
  unauthorized: [10009, 10010, 20001, 20002, 20003, 20006, 20008],
  'not-found': [10005],
  account: [
    ...[10003, 10038, 10039, 20012, 20013, 20014, 20015, 20016, 20017, 20100],
    ...[40312, 40314, 40333, 85005],
  ],
  'invalid-recipient': [10001, 10002, 10016, 40012, 40301, 40310, 40319],
  landline: [40001],
  'sender-not-ours': [...[40013, 40100, 40150, 40151, 40155, 40305, 40307, 40321, 40323]],
  'region-not-allowed': [40306, 40309, 40331],
  'opted-out': [40300],
  blocked: [40002, 40003, 40015, 40017, 40020, 40315, 40322],
  unregistered: [40010, 40019, 40329, 40330],
  'rate-limited': [10011, 40011, 40014, 40016, 40018, 40318],
  unreachable: [40005, 40006, 40008],
  unknown: [40004],
  unavailable: [40320],
  content: [10015, 40009, 40302, 40304, 40308, 40316, 40317, 40328],
  'number-gone': [85000, 85001, 85006],
} as const
const retryable: readonly number[] = [10011, 40318, 40320]
const table = Object.entries(meanings).flatMap(([meaning, codes]) =>
  codes.map((code) => ({ code, meaning })),
)

describe.each(table)('$code', ({ code, meaning }) => {
  it(`is ${meaning}, surely not sent, in words for its writer`, async () => {
    const answer = errorBody(String(code))
    await using provider = await startProvider((_, response) => json(response, 400, answer))
    const error = await errorOf(provider.carrier.send(message))
    expect(error).toMatchObject({
      code: meaning,
      providerCode: String(code),
      maybeSent: false,
      isRetryable: retryable.includes(code),
    })
    expect(error.message).toMatch(/^[A-Z].*\.$/)
    expect(error.message).not.toMatch(/provider (title|detail)/)
    expect(provider.asked, 'never sent again by itself').toHaveLength(1)
  })

  it('has words in the state of a text, too', () => {
    const errors = [{ code: String(code), title: 'provider title' }]
    const [state] = adapterAt('http://127.0.0.1:9').receive(
      signed(stated('delivery_failed', { errors })),
    )
    expect(Object(state).reason).toMatch(/^[A-Z].*\.$/)
    expect(Object(state).reason).not.toMatch(
      /provider title|did not deliver it and does not say why/,
    )
  })
})

it('does not say that somebody wants no texts where the provider is not sure', () => {
  const errors = [{ code: '40300', title: 'Destination number unreachable' }]
  const [state] = adapterAt('http://127.0.0.1:9').receive(
    signed(stated('delivery_failed', { errors })),
  )
  expect(Object(state).reason).toContain('out of reach')
})
