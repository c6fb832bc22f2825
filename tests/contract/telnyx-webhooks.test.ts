import { inspect } from 'node:util'
import { fc } from '@fast-check/vitest'
import { describe, expect, it } from 'vitest'
import { CarrierError } from '../../src/core/errors.ts'
import { adapterAt, from, key } from './telnyx/adapter.ts'
import { signed } from './telnyx/signer.ts'
import { eventOf, others, received, textId } from './telnyx/webhooks.ts'

const carrier = adapterAt('http://127.0.0.1:9')
const reported = (content: object) => carrier.receive(signed(content))

describe('an incoming text', () => {
  const event = {
    kind: 'text',
    id: textId,
    from: '+12025550123',
    to: from,
    text: 'Hello & good-bye: שלום 👋\nsecond line',
    media: [],
    at: Date.parse('2024-01-15T20:16:07.503Z'),
  }

  it('is read, and known by the ID of the message, not of the report', () => {
    expect(reported(received())).toEqual([event])
  })

  it('is read at the address of a text’s states as well', () => {
    expect(carrier.receive(signed(received(), { key }))).toEqual([event])
  })

  it('is read with fields that nobody knows yet, and without those that may be missing', () => {
    expect(reported(received({ future: [{ a: 1 }], cost: 'much' }))).toEqual([event])
    const [id, to] = [textId, [{ phone_number: from }]]
    const little = { id, to, from: { phone_number: '+12025550123' } }
    const wanted = { ...event, text: '', at: Date.parse('2024-01-15T20:16:07.588Z') }
    expect(reported(eventOf('message.received', little))).toEqual([wanted])
    const timeless = { data: { event_type: 'message.received', payload: little } }
    expect(reported(timeless)).toEqual([{ ...wanted, at: undefined }])
  })

  it.each([null, undefined, ''])('with the text %j is one without words', (text) => {
    expect(reported(received({ text }))).toEqual([{ ...event, text: '' }])
  })

  it('was shaped otherwise once: addresses alone', () => {
    expect(reported(received({ from: '+12025550123', to: from }))).toEqual([event])
    expect(reported(received({ to: [from] }))).toEqual([event])
  })

  it('brings pictures in their order, wherever they are, and leaves out what is none', () => {
    const media = [
      { url: 'https://media.example.org/1.jpg', content_type: 'image/jpeg', size: 1, sha256: 'x' },
      { url: 'https://media.example.org/2', content_type: null, size: null },
      { content_type: 'image/png' },
      'https://media.example.org/3',
    ]
    expect(reported(received({ type: 'MMS', media }))).toEqual([
      {
        ...event,
        media: [
          { kind: 'kept', url: 'https://media.example.org/1.jpg', type: 'image/jpeg' },
          { kind: 'kept', url: 'https://media.example.org/2' },
        ],
      },
    ])
    expect(reported(received({ media: null }))).toEqual([event])
  })

  it.each([
    ['STOP', 'stop'],
    ['START', 'start'],
    ['help', 'help'],
  ])('that the provider took for %s says so', (autoresponse_type, optOut) => {
    expect(reported(received({ autoresponse_type }))).toEqual([{ ...event, optOut }])
  })

  it.each([null, 'JOIN', 7])('that the provider took for %j is a text like any other', (word) => {
    expect(reported(received({ autoresponse_type: word }))).toEqual([event])
  })

  it('of a group is one from its sender, to the number that it is reported for', () => {
    const [us, them] = [
      { phone_number: from, status: 'webhook_delivered' },
      { phone_number: '+13125550100', status: 'delivered' },
    ]
    const cc = ['+13125550100', from]
    for (const to of [[us], [them, us], [us, them]]) {
      expect(reported(received({ type: 'MMS', to, cc }))).toEqual([event])
    }
  })

  it.each([
    [{ phone_number: '72345' }, 'short:72345'],
    [{ phone_number: 'ACME' }, 'name:ACME'],
    [{ phone_number: 'anonymous' }, 'withheld'],
    [{ phone_number: '' }, 'withheld'],
    [null, 'withheld'],
  ])('from %j has the sender %j', (sender, contact) => {
    expect(reported(received({ from: sender }))).toEqual([{ ...event, from: contact }])
  })

  it.each([
    ['without an ID', { id: undefined }],
    ['with an empty ID', { id: '' }],
    ['with an endless ID', { id: 'x'.repeat(65) }],
    ['without a recipient', { to: undefined }],
    ['to nobody', { to: [] }],
    ['to what is no number', { to: [{ phone_number: 'ACME' }] }],
    ['with a text that is none', { text: { body: 'Hi' } }],
  ])('%s is malformed', (_, change) => {
    const call = () => reported(received(change))
    expect(call).toThrow(CarrierError)
    expect(call).toThrow(expect.objectContaining({ code: 'malformed' }))
  })
})

it('what is about no text of a phone is nothing', () => {
  for (const body of others) expect(reported(body)).toEqual([])
})

it.each([
  ['no JSON', '<html>text-of-somebody</html>'],
  ['half of one', '{"data":{"event_type":"message.received","payload":"text-of-somebody'],
  ['nothing', ''],
  ['a list', '["text-of-somebody"]'],
  ['no event', '{"data":{"text":"text-of-somebody"}}'],
  ['an event of no name', '{"data":{"event_type":7,"payload":"text-of-somebody"}}'],
])('a body that is %s is malformed, and is not shown', (_, body) => {
  const error = thrown(() => carrier.receive(signed(Buffer.from(body))))
  expect(error).toMatchObject({ code: 'malformed' })
  expect(inspect(error, { depth: 20, showHidden: true })).not.toContain('text-of-somebody')
})

it('whatever a payload holds, it ends with texts, states or an error of our own', () => {
  const type = fc.constantFrom('message.received', 'message.sent', 'message.finalized')
  const value = fc.oneof(fc.jsonValue(), fc.constantFrom(from, 'SMS', 'MMS', 'sent', 'failed'))
  const party = fc.record({ phone_number: value, status: value }, { requiredKeys: [] })
  const payload = fc.record(
    {
      ...{ id: value, type: value, from: fc.oneof(value, party), text: value },
      ...{ to: fc.oneof(value, fc.array(party)), media: fc.oneof(value, fc.array(value)) },
      ...{ errors: value, received_at: value, autoresponse_type: value },
    },
    { requiredKeys: [] },
  )
  void fc.assert(
    fc.property(type, fc.oneof(payload, fc.jsonValue()), (name, content) => {
      try {
        return reported(eventOf(name, content)).every(({ kind }) => kind.length > 0)
      } catch (error) {
        return error instanceof CarrierError && error.code === 'malformed'
      }
    }),
    { numRuns: 300 },
  )
})

function thrown(call: () => unknown): unknown {
  try {
    call()
  } catch (error) {
    return error
  }
  return undefined
}
