import { describe, expect, it } from 'vitest'
import type { MessageKey } from '../../src/core/message.ts'
import { phone } from '../support/own-number.ts'
import { failure, text } from './carrier-suite.ts'
import { deviceId, messageId, password, second, shown, startGateway } from './smsgate/gateway.ts'
import { json } from './told-provider.ts'

const accept = (_: unknown, response: Parameters<typeof json>[0]) =>
  json(response, 202, shown('Pending'))
const device = { id: deviceId, name: 'Phone', lastSeen: new Date().toISOString() }

describe('a text', () => {
  it('goes to the SIM of its line under an ID that its key gives it', async () => {
    await using gateway = await startGateway(accept, { deviceId })
    expect(await gateway.carrier.send(text)).toEqual({ id: messageId, state: 'sent' })
    expect(gateway.asked).toEqual([
      {
        method: 'POST',
        path: '/messages',
        query: { skipPhoneValidation: 'true' },
        authorization: `Basic ${Buffer.from(`sms:${password}`).toString('base64')}`,
        body: {
          id: messageId,
          textMessage: { text: text.text },
          phoneNumbers: [text.to],
          simNumber: 1,
          deviceId,
          ttl: 86_400,
          withDeliveryReport: true,
        },
      },
    ])
  })

  it('of several parts, to a short code, from the other SIM, says so', async () => {
    await using gateway = await startGateway(accept, { token: 'a.b.c' })
    const long = { ...text, from: second, to: '72345', text: '👋'.repeat(71) }
    expect(await gateway.phone.send(long)).toMatchObject({ id: `${text.key}-3` })
    expect(gateway.asked).toMatchObject([
      {
        path: '/messages',
        authorization: 'Bearer a.b.c',
        body: { phoneNumbers: ['72345'], simNumber: 2 },
      },
    ])
    expect(gateway.asked[0]?.body).not.toHaveProperty('deviceId')
  })

  it('that the gateway knows already was accepted', async () => {
    const message = 'message with the same ID already exists'
    await using gateway = await startGateway((_, response) => json(response, 409, { message }))
    expect(await gateway.phone.send(text)).toEqual({ id: messageId, state: 'sent' })
  })

  it('from a number that is on no SIM is refused without asking', async () => {
    await using gateway = await startGateway(accept)
    const error = await failure(gateway.phone.send({ ...text, from: phone('+4917612345678') }))
    expect(error).toMatchObject({ code: 'sender-not-ours', isRetryable: false, maybeSent: false })
    expect(gateway.asked).toEqual([])
  })
})

describe('the phone that a server is to use', () => {
  it('is asked for once, where there is only one', async () => {
    const gone = { ...device, id: 'gone', deletedAt: '2026-01-01T00:00:00Z' }
    await using gateway = await startGateway((asked, response) =>
      asked.path === '/devices' ? json(response, 200, [gone, device]) : accept(asked, response),
    )
    await gateway.carrier.send(text)
    await gateway.carrier.send({ ...text, key: 'B'.repeat(22) as MessageKey })
    expect(gateway.asked.map(({ path }) => path)).toEqual(['/devices', '/messages', '/messages'])
    expect(gateway.asked.slice(1)).toMatchObject([{ body: { deviceId } }, { body: { deviceId } }])
  })

  it('is asked for again after a while: it may be another', async () => {
    let [now, only] = [Date.now(), deviceId]
    await using gateway = await startGateway(
      (asked, response) =>
        asked.path === '/devices'
          ? json(response, 200, [{ ...device, id: only }])
          : accept(asked, response),
      { now: () => now },
    )
    await gateway.carrier.send(text)
    only = 'a-new-phone'
    now += 600_000
    await gateway.carrier.send(text)
    expect(gateway.asked[3]).toMatchObject({ path: '/messages', body: { deviceId: only } })
  })

  it.each([
    ['none', [], /no phone yet/],
    ['several', [device, { ...device, id: 'other' }], /deviceId has to say which/],
  ])('has to be told where there are %s: nothing is sent', async (_, devices, reason) => {
    await using gateway = await startGateway((_asked, response) => json(response, 200, devices))
    const error = await failure(gateway.carrier.send(text))
    expect(error).toMatchObject({ code: 'account', isRetryable: false, maybeSent: false })
    expect(error.message).toMatch(reason)
    expect(gateway.asked).toHaveLength(1)
  })

  it('that nobody tells was surely not given the text', async () => {
    let status = 500
    await using gateway = await startGateway((asked, response) =>
      asked.path === '/devices' ? json(response, status, [device]) : accept(asked, response),
    )
    expect(await failure(gateway.carrier.send(text))).toMatchObject({
      code: 'unavailable',
      isRetryable: true,
      maybeSent: false,
    })
    status = 200
    expect(await gateway.carrier.send(text)).toMatchObject({ state: 'sent' })
  })
})

describe('the state of a text', () => {
  it.each([
    ['Pending', 'sent'],
    ['Processed', 'sent'],
    ['Sent', 'sent'],
    ['Cancelling', 'sent'],
    ['Delivered', 'delivered'],
    ['SomethingNew', 'sent'],
  ])('%s is %s', async (given, state) => {
    await using gateway = await startGateway((_, response) => json(response, 200, shown(given)))
    const expected = { kind: 'receipt', id: messageId, key: text.key, state }
    expect(await gateway.carrier.state(messageId)).toEqual(expected)
    expect(gateway.asked).toMatchObject([{ method: 'GET', path: `/messages/${messageId}` }])
  })

  it('of several parts is not taken for delivered because one is', async () => {
    await using gateway = await startGateway((_, response) =>
      json(response, 200, shown('Delivered')),
    )
    expect(await gateway.carrier.state(`${text.key}-2`)).toMatchObject({ state: 'sent' })
  })

  it('that failed says why', async () => {
    const reason = 'Send result: RESULT_ERROR_RADIO_OFF (Failed because radio was turned off)'
    await using gateway = await startGateway((_, response) =>
      json(response, 200, shown('Failed', reason)),
    )
    expect(await gateway.carrier.state(messageId)).toMatchObject({
      state: 'failed',
      code: 'RESULT_ERROR_RADIO_OFF',
      reason: expect.stringMatching(/flight mode/),
    })
  })

  it('that was taken back is failed', async () => {
    await using gateway = await startGateway((_, response) =>
      json(response, 200, shown('Cancelled')),
    )
    expect(await gateway.carrier.state(messageId)).toMatchObject({ state: 'failed' })
  })

  it('that is not there any more is not found', async () => {
    await using gateway = await startGateway((_, response) => json(response, 404, ''))
    expect(await failure(gateway.carrier.state('a/b'))).toMatchObject({ code: 'not-found' })
    expect(gateway.asked[0]?.path).toBe('/messages/a%2Fb')
  })
})
