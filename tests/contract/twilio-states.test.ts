import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { adapterAt, from, key, signed } from './twilio/provider.ts'

const carrier = adapterAt('http://127.0.0.1:9')

/** A state of a text that was sent, with all the fields that the provider sends. */
const state = {
  SmsSid: 'SM1',
  SmsStatus: 'delivered',
  MessageStatus: 'delivered',
  To: '+12025550123',
  MessageSid: 'SM1',
  AccountSid: 'AC0123456789abcdef0123456789abcdef',
  From: from,
  ApiVersion: '2010-04-01',
}

describe('a state', () => {
  it.each([
    ['sent', 'sent'],
    ['delivered', 'delivered'],
    ['read', 'delivered'],
    ['partially_delivered', 'delivered'],
  ])('%s is %s', (MessageStatus, expected) => {
    const receipt = { kind: 'receipt', id: 'SM1', state: expected }
    expect(carrier.receive(signed({ ...state, MessageStatus }))).toEqual([receipt])
    const keyed = carrier.receive(signed({ ...state, MessageStatus }, { key }))
    expect(keyed).toEqual([{ ...receipt, key }])
  })

  it('canceled is failed: somebody took it back', () => {
    const form = { ...state, MessageStatus: 'canceled' }
    const reason = 'It was taken back at the carrier before it was sent.'
    expect(carrier.receive(signed(form, { key }))).toMatchObject([{ state: 'failed', reason }])
  })

  it.each(['undelivered', 'failed'])('%s is failed, with the reason', (MessageStatus) => {
    const form = { ...state, MessageStatus, ErrorCode: '30006' }
    expect(carrier.receive(signed(form, { key }))).toEqual([
      {
        kind: 'receipt',
        id: 'SM1',
        key,
        state: 'failed',
        code: '30006',
        reason: 'This number is a landline or can not receive texts.',
      },
    ])
    for (const ErrorCode of ['99999', '', undefined]) {
      const { ErrorCode: _, ...rest } = { ...form }
      const given = ErrorCode === undefined ? rest : { ...rest, ErrorCode }
      const [receipt] = carrier.receive(signed(given, { key }))
      expect(receipt).toMatchObject({
        state: 'failed',
        reason: 'The phone network did not deliver it and does not say why.',
      })
    }
  })

  it('of each status that the provider’s description has is known', () => {
    const path = 'tests/fixtures/twilio/twilio_api_v2010.trimmed.relaxed.json'
    const { components } = JSON.parse(readFileSync(path, 'utf8'))
    const statuses: string[] = components.schemas.message_enum_status.enum
    const told = statuses.filter(
      (MessageStatus) => carrier.receive(signed({ ...state, MessageStatus }, { key })).length > 0,
    )
    expect(told.toSorted((a, b) => a.localeCompare(b))).toEqual([
      'canceled',
      'delivered',
      'failed',
      'partially_delivered',
      'read',
      'sent',
      'undelivered',
    ])
  })

  it.each(['accepted', 'queued', 'sending', 'scheduled', 'receiving', 'received', 'unheard of'])(
    '%s decides nothing',
    (MessageStatus) => {
      expect(carrier.receive(signed({ ...state, MessageStatus }, { key }))).toEqual([])
    },
  )

  it('at a message’s own address must be one', () => {
    const { MessageStatus, ...rest } = state
    expect(() => carrier.receive(signed(rest, { key }))).toThrow(
      expect.objectContaining({ code: 'malformed' }),
    )
  })
})
