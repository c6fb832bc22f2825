import { describe, expect, it } from 'vitest'
import { adapterAt, key } from './telnyx/adapter.ts'
import { signed } from './telnyx/signer.ts'
import { stated, stateId } from './telnyx/webhooks.ts'

const carrier = adapterAt('http://127.0.0.1:9')
const reported = (content: object) => carrier.receive(signed(content))

describe('a state', () => {
  it.each([
    ['sent', 'sent'],
    ['delivered', 'delivered'],
    ['delivery_unconfirmed', 'sent'],
  ])('%s is %s', (status, state) => {
    const receipt = { kind: 'receipt', id: stateId, state }
    expect(reported(stated(status))).toEqual([receipt])
    expect(carrier.receive(signed(stated(status), { key }))).toEqual([{ ...receipt, key }])
  })

  it.each(['sending_failed', 'delivery_failed', 'expired'])('%s is failed, with why', (status) => {
    const errors = [{ code: '40001', title: 'Not routable', detail: 'x', source: {}, meta: {} }]
    expect(carrier.receive(signed(stated(status, { errors }), { key }))).toEqual([
      {
        kind: 'receipt',
        id: stateId,
        key,
        state: 'failed',
        code: '40001',
        reason: 'This number is a landline or can not receive texts.',
      },
    ])
    for (const unknown of [[{ code: 99999 }], [], null, undefined, 'x', [{ title: 'x' }]]) {
      expect(reported(stated(status, { errors: unknown }))).toMatchObject([
        {
          state: 'failed',
          reason: 'The phone network did not deliver it and does not say why.',
        },
      ])
    }
  })

  it.each(['queued', 'sending', 'scheduled', 'unknown', 'never heard of'])(
    '%s proves that the text was accepted, and nothing else',
    (status) => {
      const receipt = { kind: 'receipt', id: stateId, state: 'sent', key }
      expect(carrier.receive(signed(stated(status), { key }))).toEqual([receipt])
    },
  )

  it.each([
    [['delivered', 'delivered'], 'delivered'],
    [['delivered', 'sent'], 'sent'],
    [['delivered', 'delivery_failed'], 'failed'],
    [['delivered', 'queued'], 'sent'],
    [[], 'sent'],
  ])('of several people, %j, is that of all: %s', (statuses, state) => {
    const to = statuses.map((status) => ({ phone_number: '+12025550123', status }))
    const states = reported(stated('delivered', { to })).map((event) => Object(event).state)
    expect(states).toEqual([state])
  })

  it('of no message is malformed', () => {
    for (const change of [{ id: undefined }, { to: undefined }, { to: [{}] }]) {
      const call = () => reported(stated('delivered', change))
      expect(call).toThrow(expect.objectContaining({ code: 'malformed' }))
    }
  })
})
