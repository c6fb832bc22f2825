import { describe, expect, it } from 'vitest'
import type { IncomingText } from '../../src/core/carrier.ts'
import { adapterAt, first, read, second } from './smsgate/gateway.ts'

const nowhere = 'http://127.0.0.1:9'
const carrier = adapterAt(nowhere)
const single = adapterAt(nowhere, { sims: [{ number: first, sim: 1 }] })

async function textOf(change: object, of = carrier): Promise<IncomingText> {
  const [event] = await read(of, 'sms:received', change)
  if (event?.kind !== 'text') throw new Error('This is no text')
  return event
}

describe('an incoming text', () => {
  it('is the same one however often it is reported, and whatever the report calls it', async () => {
    const once = await textOf({})
    expect(await textOf({ messageId: 'another' })).toEqual(once)
    expect(await textOf({ receivedAt: '2024-06-22T08:46:11.000Z' })).toEqual(once)
    for (const change of [
      { message: 'another' },
      { sender: '6505551213' },
      { simNumber: 2 },
      { receivedAt: '2024-06-22T15:46:12.000+07:00' },
    ]) {
      expect((await textOf(change)).id).not.toBe(once.id)
    }
  })

  it('of a phone that tells no time is known by its report, so that none is lost', async () => {
    const times = { receivedAt: '1970-01-01T00:00:00.000Z', message: 'ok' }
    const [one, other] = [await textOf(times), await textOf(times)]
    expect(one.id).not.toBe(other.id)
    expect(one).not.toHaveProperty('at')
  })

  it.each([
    ['+16505551212', 1, '+16505551212'],
    ['6505551212', 1, '+16505551212'],
    ['0171 7654321', 2, '+491717654321'],
    ['004917176543210', 2, '+4917176543210'],
    ['72345', 1, 'short:72345'],
    ['80808', 2, 'short:80808'],
    ['ACME', 1, 'name:ACME'],
    ['unknown', 1, 'withheld'],
    ['', 1, 'withheld'],
    [null, 1, 'withheld'],
  ])('from %j on SIM %i has the sender %s', async (sender, simNumber, from) => {
    expect((await textOf({ sender, simNumber })).from).toBe(from)
  })

  it('from an older app has its sender, too', async () => {
    const change = { sender: undefined, phoneNumber: '+16505551212' }
    expect((await textOf(change)).from).toBe('+16505551212')
  })

  it.each([
    [
      'the slot, whatever is stored on the SIM',
      { simNumber: 2, recipient: '+15550000000' },
      second,
    ],
    ['the slot, where nothing is stored', { simNumber: 2, recipient: null }, second],
    [
      'what is stored, where the phone knows no slot',
      { simNumber: null, recipient: second },
      second,
    ],
    ['what is stored in national form', { simNumber: null, recipient: '0171 1234567' }, second],
    ['what is stored, where the slot is unknown', { simNumber: 3, recipient: second }, second],
  ])('came to the number of %s', async (_, change, to) => {
    expect((await textOf(change)).to).toBe(to)
  })

  it('came to the only SIM when nothing is said', async () => {
    expect((await textOf({ simNumber: null, recipient: null }, single)).to).toBe(first)
  })

  it.each([
    ['an unknown SIM', { simNumber: 3 }, /SIM 3, which is not among the "sims"/],
    ['no SIM, of several', { simNumber: null }, /names no SIM/],
  ])('for %s is refused with the reason, so that the phone keeps it', async (_, change, reason) => {
    const call = textOf({ recipient: null, ...change })
    await expect(call).rejects.toMatchObject({ code: 'malformed' })
    await expect(call).rejects.toThrow(reason)
  })
})

describe('a picture message', () => {
  it('without words has its pictures in their order', async () => {
    const attachments = ['a', 'b'].map((data) => ({ partId: 1, contentType: 'image/png', data }))
    const [event] = await read(carrier, 'mms:downloaded', {
      body: null,
      subject: null,
      attachments,
    })
    expect(event).toMatchObject({
      text: '',
      media: [
        { kind: 'inline', base64: 'a' },
        { kind: 'inline', base64: 'b' },
      ],
    })
  })

  it('of words only, whose subject says the same, is a text', async () => {
    const change = { subject: 'Hello', body: 'Hello', attachments: null }
    const [event] = await read(carrier, 'mms:downloaded', change)
    expect(event).toMatchObject({ text: 'Hello', media: [] })
  })

  it('says so where the phone could not read an attachment', async () => {
    const attachments = [
      { contentType: 'image/png', data: 'a' },
      { contentType: 'image/png', data: null },
    ]
    const [event] = await read(carrier, 'mms:downloaded', { subject: null, attachments })
    expect(event).toMatchObject({
      text: 'Hello! Here is the photo.\n(an attachment could not be read on the phone)',
      media: [{ base64: 'a' }],
    })
  })
})
