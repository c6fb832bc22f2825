import { describe, expect, it } from 'vitest'
import { statuses } from '../../src/lib/smpp/statuses.ts'
import { until } from '../support/wait.ts'
import { failure, text } from './carrier-suite.ts'
import { byParameters, callThem, receipt, report } from './smpp/receipts.ts'
import { accept, deliverSm } from './smpp/smsc.ts'
import { createSmppWorld } from './smpp/world.ts'

const { key } = text

describe('a receipt', () => {
  it.each([
    ['DELIVRD', { state: 'delivered' }],
    ['ENROUTE', { state: 'sent' }],
    ['ACCEPTD', { state: 'sent' }],
    [
      'EXPIRED',
      {
        state: 'failed',
        code: 'EXPIRED 021',
        reason: expect.stringMatching(/could not be reached in time/),
      },
    ],
    ['DELETED', { state: 'failed', code: 'DELETED 021' }],
    [
      'UNDELIV',
      { state: 'failed', code: 'UNDELIV 021', reason: expect.stringMatching(/could not deliver/) },
    ],
    ['REJECTD', { state: 'failed', code: 'REJECTD 021', reason: expect.stringMatching(/refused/) }],
  ])('in words, of %s, tells what became of the text', async (stat, expected) => {
    await using world = await createSmppWorld()
    callThem(world, 'a1')
    expect(await world.carrier.send(text)).toEqual({ id: 'a1', state: 'sent' })
    await report(world, receipt('a1', stat, '021'))
    expect(world.taken).toMatchObject([{ kind: 'receipt', id: 'a1', key, ...expected }])
  })

  it('in parameters is understood as well, with or without the mark', async () => {
    await using world = await createSmppWorld()
    callThem(world, 'a1', 'a2')
    await world.carrier.send(text)
    await world.carrier.send(text)
    await report(world, byParameters('a1', 2), byParameters('a2', 5, 0x00))
    expect(world.taken).toMatchObject([
      { id: 'a1', state: 'delivered' },
      { id: 'a2', state: 'failed', code: 'UNDELIV' },
    ])
  })

  it('of a state in between ends nothing', async () => {
    await using world = await createSmppWorld()
    callThem(world, 'a1')
    await world.carrier.send(text)
    await report(
      world,
      byParameters('a1', 1, 0x20),
      byParameters('a1', 5, 0x20),
      receipt('a1', 'UNKNOWN'),
    )
    expect(world.taken.map((event) => 'state' in event && event.state)).toEqual(['sent', 'sent'])
  })

  it('is acknowledged only when it is on disk', async () => {
    await using world = await createSmppWorld()
    callThem(world, 'a1')
    await world.carrier.send(text)
    world.onTake = async () => await Promise.reject(new Error('The disk is full'))
    const session = await world.session()
    expect(await session.deliver(receipt('a1'))).toBe(statuses.ESME_RX_T_APPN)
    world.onTake = async () => {}
    await report(world, receipt('a1'))
    expect(world.taken).toMatchObject([{ key, state: 'delivered' }])
  })

  it('of a text from before a restart tells by its ID', async () => {
    await using world = await createSmppWorld()
    callThem(world, 'a1')
    await world.carrier.send(text)
    await world.crash()
    await report(world, receipt('a1'))
    expect(world.taken).toEqual([{ kind: 'receipt', id: 'a1', state: 'delivered' }])
  })

  it.each([
    ['as-is', '0A1f', '0A1f', '0A1f'],
    ['hex-to-decimal', '0041', '29', '41'],
    ['decimal-to-hex', '002A', '0042', '2a'],
    ['decimal-to-hex', 'x-1', 'x-1', 'x-1'],
  ] as const)('with its ID %s is of the text that was %s', async (receiptIds, given, told, id) => {
    await using world = await createSmppWorld({ receiptIds })
    callThem(world, given)
    expect((await world.carrier.send(text)).id).toBe(id)
    await report(world, receipt(told))
    expect(world.taken).toMatchObject([{ id, key, state: 'delivered' }])
  })

  it('that comes before the response, or with it, is not lost', async () => {
    await using world = await createSmppWorld()
    world.smsc.onSubmit = (session, submit) => {
      session.write({ sequence: 800, status: 0, body: deliverSm(receipt('early')) })
      setTimeout(() => accept(session, submit, 'early'), 30)
    }
    await world.carrier.send(text)
    await until('the receipt', () => world.taken.length > 0)
    expect(world.taken).toMatchObject([{ id: 'early', key, state: 'delivered' }])
    world.smsc.onSubmit = (session, submit) => {
      const response = { kind: 'submit_sm_resp', messageId: 'joined' } as const
      session.write(
        { sequence: submit.sequence, status: 0, body: response },
        { sequence: 801, status: 0, body: deliverSm(receipt('joined')) },
      )
    }
    await world.carrier.send(text)
    await until('the receipt', () => world.taken.length > 1)
    expect(world.taken[1]).toMatchObject({ id: 'joined', key, state: 'delivered' })
  })

  it('of what is not ours is acknowledged and handed on by its ID', async () => {
    await using world = await createSmppWorld()
    await report(world, receipt('foreign'))
    expect(world.taken).toEqual([{ kind: 'receipt', id: 'foreign', state: 'delivered' }])
  })

  it('is never what a person wrote', async () => {
    await using world = await createSmppWorld()
    callThem(world, 'a1')
    await world.carrier.send(text)
    await report(world, { ...receipt('a1'), esmClass: 0x00 })
    expect(world.taken).toMatchObject([{ kind: 'text' }])
  })
})

it('an answer that comes late says that the text was sent after all', async () => {
  await using world = await createSmppWorld({ responseSeconds: 0.1 })
  world.smsc.onSubmit = (session, submit) =>
    void setTimeout(() => accept(session, submit, 'late'), 200)
  expect(await failure(world.carrier.send(text))).toMatchObject({ maybeSent: true })
  await until('the answer', () => world.taken.length > 0)
  expect(world.taken).toEqual([{ kind: 'receipt', id: 'late', key, state: 'sent' }])
})
