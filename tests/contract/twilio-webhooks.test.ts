import { describe, expect, it } from 'vitest'
import { CarrierError } from '../../src/core/errors.ts'
import { adapterAt, from, key, signed, webhook } from './twilio/provider.ts'

const carrier = adapterAt('http://127.0.0.1:9')

/** An incoming text with all the fields that the provider sends. */
const text = {
  ToCountry: 'US',
  ToState: 'OR',
  SmsMessageSid: 'SM0123456789abcdef0123456789abcdef',
  NumMedia: '0',
  ToCity: 'PORTLAND',
  FromZip: '',
  SmsSid: 'SM0123456789abcdef0123456789abcdef',
  FromState: 'DC',
  SmsStatus: 'received',
  FromCity: '',
  Body: 'Hello & good-bye, 50 % off: שלום 👋\nsecond line',
  FromCountry: 'US',
  To: from,
  ToZip: '97201',
  NumSegments: '1',
  MessageSid: 'SM0123456789abcdef0123456789abcdef',
  AccountSid: 'AC0123456789abcdef0123456789abcdef',
  From: '+12025550123',
  ApiVersion: '2010-04-01',
}

/** A state of a text that was sent, likewise. */
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

describe('an incoming text', () => {
  const event = {
    kind: 'text',
    id: text.MessageSid,
    from: '+12025550123',
    to: from,
    text: text.Body,
    media: [],
  }

  it('is read, and known by its MessageSid', () => {
    expect(carrier.receive(signed(text))).toEqual([event])
  })

  it('is read with fields that nobody knows yet', () => {
    const more = { ...text, OptOutType: 'PAUSE', Future: 'x', 'a[b]': 'c', __proto__: 'x' }
    expect(carrier.receive(signed(more))).toEqual([event])
  })

  it.each([
    ['STOP', 'stop'],
    ['START', 'start'],
    ['HELP', 'help'],
  ])('tells that the carrier took it for %s', (OptOutType, optOut) => {
    expect(carrier.receive(signed({ ...text, OptOutType }))).toEqual([{ ...event, optOut }])
  })

  it.each(['STOP', 'START', 'HELP', ''])('%j is a text like any other', (Body) => {
    expect(carrier.receive(signed({ ...text, Body }))).toEqual([{ ...event, text: Body }])
  })

  it('without a body, with pictures, says where they are, in their order', () => {
    const { Body, ...rest } = text
    const [first, second] = ['https://example.org/0', 'https://example.org/1']
    const pictures = {
      NumMedia: '2',
      MediaUrl0: first,
      MediaUrl1: second,
      MediaContentType1: 'image/png',
    }
    const media = [
      { kind: 'kept', url: first },
      { kind: 'kept', url: second, type: 'image/png' },
    ]
    expect(carrier.receive(signed({ ...rest, ...pictures }))).toEqual([
      { ...event, text: '', media },
    ])
    const odd = { ...text, NumMedia: 'many' }
    expect(carrier.receive(signed(odd))).toEqual([event])
  })

  it.each([
    ['72345', 'short:72345'],
    ['ACME', 'name:ACME'],
    ['Dr. Müller', 'name:Dr. Müller'],
    ['anonymous', 'withheld'],
    ['+266696687', 'withheld'],
    ['', 'withheld'],
    ['+49 171', 'name:+49 171'],
  ])('from %j has the sender %j', (From, contact) => {
    expect(carrier.receive(signed({ ...text, From }))).toEqual([{ ...event, from: contact }])
  })

  it.each([
    ['without a recipient', { To: undefined }],
    ['to what is no number', { To: 'ACME' }],
    ['without a sender', { From: undefined }],
    ['with an empty ID', { MessageSid: '' }],
    ['with an endless ID', { MessageSid: 'S'.repeat(65) }],
  ])('%s is malformed', (_, change) => {
    const form = Object.entries({ ...text, ...change }).flatMap(([name, value]) =>
      value === undefined ? [] : [[name, value] as [string, string]],
    )
    const call = () => carrier.receive(signed(new URLSearchParams(form)))
    expect(call).toThrow(CarrierError)
    expect(call).toThrow(expect.objectContaining({ code: 'malformed' }))
  })

  it('whose field comes twice is read once', () => {
    const form = new URLSearchParams(text)
    form.append('Body', 'twice')
    expect(carrier.receive(signed(form))).toHaveLength(1)
  })
})

describe('a request', () => {
  it('that is not about a message is none of ours', () => {
    expect(carrier.receive(signed({ CallSid: 'CA1', From: '+12025550123' }))).toEqual([])
    expect(carrier.receive(signed({}))).toEqual([])
  })

  it.each([
    ['not signed', {}],
    ['wrongly signed', { 'x-twilio-signature': 'RSOYDt4T1cUTdK1PDd93/VVr8B8=' }],
    ['signed twice', { 'x-twilio-signature': ['a', 'b'] }],
  ])('that is %s is refused before it is read', (_, headers) => {
    for (const body of [Buffer.from(new URLSearchParams(text).toString()), Buffer.from('%ff%')]) {
      expect(() => carrier.receive({ url: webhook, headers, body })).toThrow(
        expect.objectContaining({ code: 'unauthorized' }),
      )
    }
  })

  it('for one address is refused at another', () => {
    const { headers, body } = signed(state, { key })
    const url = `${webhook}/${'B'.repeat(22)}`
    expect(() => carrier.receive({ url, headers, body })).toThrow(
      expect.objectContaining({ code: 'unauthorized' }),
    )
  })
})
