import { expect, it } from 'vitest'
import type { Carrier, CarrierEvent, IncomingText } from '../../src/core/carrier.ts'
import {
  adapterAt,
  first,
  keptSettings,
  receive,
  report,
  second,
  signed,
} from './smsgate/gateway.ts'

const minute = 60_000

/** A phone and the time that passes. */
function world() {
  const settings = keptSettings()
  const clock = { now: Date.parse('2026-01-01T12:00:00Z') }
  const restarted = (): Carrier =>
    adapterAt('http://127.0.0.1:9/3rdparty/v1', { settings, now: () => clock.now })
  let carrier = restarted()
  const tell = async (event: string, change: object = {}): Promise<readonly CarrierEvent[]> =>
    await receive(carrier, signed(report(event, change), { at: clock.now }))

  return {
    announce: async (change: object = {}) => await tell('mms:received', change),
    bring: async (change: object = {}) => await tell('mms:downloaded', change),
    pass: (minutes: number) => {
      clock.now += minutes * minute
    },
    restart: () => {
      carrier = restarted()
    },
    /** What a listing finds that reaches back to the last one. */
    async missed(minutes: number): Promise<readonly IncomingText[]> {
      const since = new Date(clock.now - minutes * minute)
      const listed = await Array.fromAsync(carrier.list?.(since) ?? [])
      return listed.flatMap((each) => (each.direction === 'in' ? [each.message] : []))
    },
  }
}

it('is one text when it is announced and then brought, under whatever ID', async () => {
  const { announce, bring, pass, missed } = world()
  expect(await announce({ messageId: 'T1' })).toEqual([])
  expect(await bring({ messageId: '17' })).toHaveLength(1)
  pass(20)
  expect(await missed(60)).toEqual([])
})

it('that is announced and never brought is told once nobody waits any more', async () => {
  const { announce, pass, missed, restart } = world()
  await announce({ messageId: 'T1', receivedAt: '2026-01-01T12:00:00.000Z' })
  pass(14)
  expect(await missed(60)).toEqual([])
  restart()
  pass(1)
  const told = [
    {
      kind: 'text',
      id: 'mms announced T1',
      from: '+16505551212',
      to: first,
      text: 'Photo attachment\n(a picture message that the phone has not downloaded)',
      media: [],
      at: Date.parse('2026-01-01T12:00:00Z'),
    },
  ]
  expect(await missed(60)).toEqual(told)
  expect(await missed(1), 'as long as no listing has brought it').toEqual(told)
  pass(10)
  expect(await missed(10), 'a listing after it has').toEqual([])
})

it('is told although Homeline was away for days', async () => {
  const { announce, bring, pass, missed, restart } = world()
  await announce({ subject: null })
  pass(5 * 24 * 60)
  restart()
  await bring({ sender: '+16505551213' })
  expect(await missed(5 * 24 * 60)).toMatchObject([
    { text: '(a picture message that the phone has not downloaded)' },
  ])
})

it('that is brought late, or again, is a text all the same', async () => {
  const { announce, bring, pass, missed } = world()
  await announce()
  pass(60)
  expect(await missed(61)).toHaveLength(1)
  const late = await bring()
  expect(late).toMatchObject([{ text: 'Photo attachment\nHello! Here is the photo.' }])
  expect(await bring()).toEqual(late)
  expect(await missed(61)).toEqual([])
})

it('is not told when the reports overtook each other, or come again', async () => {
  const { announce, bring, pass, missed } = world()
  await bring({ messageId: '17' })
  await announce({ messageId: 'T1' })
  await bring({ messageId: '17' })
  await announce({ messageId: 'T1' })
  pass(20)
  expect(await missed(60)).toEqual([])
})

it.each([
  ['of another sender', { sender: '+16505551213' }],
  ['for another SIM', { simNumber: 2 }],
])('is told though one %s is brought', async (_, change) => {
  const { announce, bring, pass, missed } = world()
  await announce()
  await bring(change)
  pass(20)
  expect(await missed(60)).toMatchObject([{ to: first }])
})

it('is told for each that is missing, of two', async () => {
  const { announce, bring, pass, missed } = world()
  await announce({ messageId: 'T1', simNumber: 2 })
  await announce({ messageId: 'T2', simNumber: 2 })
  await bring({ messageId: '17', simNumber: 2 })
  pass(20)
  expect(await missed(60)).toMatchObject([{ id: 'mms announced T1', to: second }])
})

it('is not taken for one that was brought hours ago', async () => {
  const { announce, bring, pass, missed } = world()
  await bring({ messageId: '17' })
  pass(61)
  await announce({ messageId: 'T2' })
  pass(20)
  expect(await missed(60)).toHaveLength(1)
})

it('of long ago that never came does not stand for one that came', async () => {
  const { announce, bring, pass, missed } = world()
  await announce({ messageId: 'T1' })
  pass(7 * 24 * 60)
  await announce({ messageId: 'T2' })
  await bring({ messageId: '18' })
  pass(20)
  expect(await missed(60)).toEqual([])
})
