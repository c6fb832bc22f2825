import { fc } from '@fast-check/vitest'
import { describe, expect, it } from 'vitest'
import { CarrierError } from '../../src/core/errors.ts'
import { text } from './carrier-suite.ts'
import {
  adapterAt,
  examples,
  first,
  messageId,
  read,
  receive,
  report,
  signed,
} from './smsgate/gateway.ts'

const carrier = adapterAt('http://127.0.0.1:9')

describe('an example of the documentation', () => {
  const at = Date.parse('2024-06-22T08:46:11Z')
  const from = '+16505551212'

  it('sms:received is a text to the SIM that it names', async () => {
    expect(await receive(carrier, signed(examples['sms:received'] ?? {}))).toEqual([
      {
        kind: 'text',
        id: expect.stringMatching(/^sms \S{32}$/),
        from,
        to: first,
        text: 'Android is always a sweet treat!',
        media: [],
        at,
      },
    ])
  })

  it('mms:downloaded is one text with its pictures and its subject', async () => {
    expect(await receive(carrier, signed(examples['mms:downloaded'] ?? {}))).toEqual([
      {
        kind: 'text',
        id: expect.stringMatching(/^mms \S{32}$/),
        from,
        to: first,
        text: 'Photo attachment\nHello! Here is the photo.',
        media: [{ kind: 'inline', base64: '/9j/4AAQ...', type: 'image/jpeg', name: 'photo.jpg' }],
        at: Date.parse('2025-08-22T22:15:35Z'),
      },
    ])
  })

  it.each([
    ['sms:sent', 'sent'],
    ['sms:delivered', 'delivered'],
    ['sms:failed', 'failed'],
    ['sms:cancelled', 'failed'],
  ])('%s is the state %s', async (event, state) => {
    const [receipt, ...more] = await receive(carrier, signed(examples[event] ?? {}))
    expect(more).toEqual([])
    expect(receipt).toMatchObject({ kind: 'receipt', state })
    expect(receipt).not.toHaveProperty('key')
  })

  it.each(['app:started', 'sms:data-received', 'mms:received'])(
    '%s is no text yet',
    async (event) => {
      expect(await receive(carrier, signed(examples[event] ?? {}))).toEqual([])
    },
  )
})

describe('a report', () => {
  it('that is refused says what is wrong with its signature', async () => {
    const refused = async (request: ReturnType<typeof signed>) =>
      await receive(carrier, request).catch((error: Error) => error.message)
    const body = report('sms:received')
    expect(await refused({ ...signed(body), headers: {} })).toMatch(/not signed/)
    expect(await refused(signed(body, { key: 'another' }))).toMatch(/another signing key/)
    expect(await refused(signed(body, { at: Date.now() - 301_000 }))).toMatch(/clock is wrong/)
    expect(await refused(signed(body, { at: Date.now() - 299_000 }))).toHaveLength(1)
  })

  it.each(['system:ping', 'sms:batch:received', 'never:heard-of'])(
    'of %s is none of ours',
    async (event) => {
      const given = { deviceId: 'd', event, id: 'r', webhookId: 'w', payload: [{ anything: 1 }] }
      expect(await receive(carrier, signed(given))).toEqual([])
    },
  )

  it.each([
    ['nothing', ''],
    ['no JSON', '<html>'],
    ['a list', '[]'],
    ['null', 'null'],
    ['no event', '{"id":"1","payload":{}}'],
    ['no ID', '{"event":"sms:received","payload":{}}'],
    ['a text without its text', report('sms:received', { message: undefined })],
    ['a text that is a number', report('sms:received', { message: 7 })],
    ['a picture with odd parts', report('mms:downloaded', { attachments: ['x'] })],
    ['a picture without an ID', report('mms:downloaded', { messageId: undefined })],
    ['a state of nothing', report('sms:sent', { messageId: '' })],
    ['a state of what is no ID', report('sms:failed', { messageId: {} })],
  ])('that says %s is malformed', async (_, body) => {
    await expect(receive(carrier, signed(body))).rejects.toMatchObject({ code: 'malformed' })
  })

  it('of any shape, rightly signed, ends with an answer or an error of our own', async () => {
    const anything = fc.oneof(fc.anything(), fc.constantFrom(null, '', -1, [], {}))
    const payload = fc.dictionary(
      fc.constantFrom(
        ...Object.keys(examples).flatMap((event) => Object.keys(examples[event]?.payload ?? {})),
      ),
      anything,
    )
    await fc.assert(
      fc.asyncProperty(
        fc.constantFrom(...Object.keys(examples)),
        payload,
        async (event, change) => {
          const body = JSON.stringify(report(event, change), (_, value) =>
            typeof value === 'bigint' ? String(value) : value,
          )
          const outcome = await receive(carrier, signed(body)).catch((error: unknown) => error)
          return Array.isArray(outcome) || outcome instanceof CarrierError
        },
      ),
    )
  })
})

describe('a state', () => {
  const reasons = [
    [
      'Send result: RESULT_ERROR_NO_SERVICE (Failed because service is currently unavailable)',
      /no reception/,
      'RESULT_ERROR_NO_SERVICE',
    ],
    [
      'Send result: RESULT_ERROR_GENERIC_FAILURE (Generic failure cause)',
      /no credit left/,
      'RESULT_ERROR_GENERIC_FAILURE',
    ],
    ['Send result: RESULT_NEVER_HEARD_OF', /no reason that we know/, 'RESULT_NEVER_HEARD_OF'],
    ['Delivery result from SC +491710760000: 70', /could not be reached for so long/, 'status 70'],
    ['Delivery result from SC null: 127', /did not deliver it and does not say why/, 'status 127'],
    ['Delivery result: 3', /did not deliver it and does not say why/, 'status 3'],
    ['TTL expired', /within a day/, undefined],
    ['sendSMS: Invalid phone number type', /landline/, undefined],
    ['sendSMS: Invalid phone number', /not valid/, undefined],
    ["Can't send message: No SIMs found", /does not find the SIM/, undefined],
    [
      "Can't send message: SIM selection requires READ_PHONE_STATE permission",
      /lacks a permission/,
      undefined,
    ],
    ['Network error', /no reason that we know/, undefined],
    [null, /no reason that we know/, undefined],
  ] as const

  it.each(reasons)('failed for %j is told in words for its writer', async (reason, words, code) => {
    const [receipt] = await read(carrier, 'sms:failed', { messageId, reason })
    expect(receipt).toMatchObject({
      kind: 'receipt',
      id: messageId,
      key: text.key,
      state: 'failed',
    })
    if (receipt?.kind !== 'receipt') throw new Error('This is no receipt')
    expect(receipt.reason).toMatch(/^[A-Z].*\.$/)
    expect(receipt.reason).toMatch(words)
    expect(receipt.reason).not.toContain('0760000')
    expect(receipt.code).toBe(code)
  })

  it('of what somebody else sent by the same phone has no key of ours', async () => {
    for (const id of ['PyDmBQZZXYmyxMwED8Fzy', `${'x'.repeat(22)}`, `${text.key}-`]) {
      const [receipt] = await read(carrier, 'sms:delivered', { messageId: id })
      expect(receipt).toEqual({ kind: 'receipt', id, state: 'delivered' })
    }
  })
})
