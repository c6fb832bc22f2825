import { fc } from '@fast-check/vitest'
import { expect, it } from 'vitest'
import { messageIdOf, readMessageId } from '../../bridges/sms/smsgate/parts.ts'
import type { Carrier } from '../../src/core/carrier.ts'
import { text } from './carrier-suite.ts'
import { adapterAt, keptSettings, read, receive, report, signed } from './smsgate/gateway.ts'

const nowhere = 'http://127.0.0.1:9'
const three = `${text.key}-3`
const delivered = (messageId: string) => signed(report('sms:delivered', { messageId }))

async function stateAfter(carrier: Carrier, request = delivered(three)): Promise<string> {
  const events = await receive(carrier, request)
  return events.map((event) => (event.kind === 'receipt' ? event.state : event.kind)).join()
}

it('is delivered when all of its parts are, one of which may be reported again', async () => {
  const carrier = adapterAt(nowhere)
  const part = delivered(three)
  expect(await stateAfter(carrier, part)).toBe('sent')
  expect(await stateAfter(carrier, part)).toBe('sent')
  expect(await stateAfter(carrier)).toBe('sent')
  expect(await stateAfter(carrier, delivered(`${'B'.repeat(22)}-3`))).toBe('sent')
  const last = delivered(three)
  expect(await stateAfter(carrier, last)).toBe('delivered')
  expect(await stateAfter(carrier, last)).toBe('delivered')
})

it('of one part is delivered at once', async () => {
  expect(await stateAfter(adapterAt(nowhere), delivered(`${text.key}-1`))).toBe('delivered')
})

it('is counted across restarts', async () => {
  const settings = keptSettings()
  for (const state of ['sent', 'sent', 'delivered']) {
    expect(await stateAfter(adapterAt(nowhere, { settings }))).toBe(state)
  }
})

it('has as many parts as the phone says, also where it says so afterwards', async () => {
  const carrier = adapterAt(nowhere)
  expect(await read(carrier, 'sms:sent', { messageId: three, partsCount: 2 })).toMatchObject([
    { state: 'sent' },
  ])
  expect(await stateAfter(carrier)).toBe('sent')
  expect(await stateAfter(carrier)).toBe('delivered')

  const other = `${'B'.repeat(22)}-3`
  expect(await stateAfter(carrier, delivered(other))).toBe('sent')
  expect(await stateAfter(carrier, delivered(other))).toBe('sent')
  expect(await read(carrier, 'sms:sent', { messageId: other, partsCount: 2 })).toMatchObject([
    { state: 'sent' },
    { state: 'delivered' },
  ])
  expect(await read(carrier, 'sms:sent', { messageId: three, partsCount: -1 })).toHaveLength(1)
})

it('is counted rightly when its reports come at the same time, in whatever order', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.integer({ min: 2, max: 6 }),
      fc.infiniteStream(fc.nat()),
      async (parts, order) => {
        const carrier = adapterAt(nowhere)
        const id = `${text.key}-${parts}`
        const requests = Array.from({ length: parts }, () => delivered(id))
        const repeated = requests.flatMap((request) => [request, request])
        const shuffled = repeated
          .map((request) => ({ request, place: Number(order.next().value) }))
          .sort((one, other) => one.place - other.place)
        const states = await Promise.all(
          shuffled.map(async ({ request }) => await stateAfter(carrier, request)),
        )
        const seen = new Set<unknown>()
        return states.every((state, index) => {
          seen.add(shuffled[index]?.request)
          return state === (seen.size === parts ? 'delivered' : 'sent')
        })
      },
    ),
    { numRuns: 30 },
  )
})

it('forgets counts that are of days ago, and nothing younger', async () => {
  const settings = keptSettings()
  let now = Date.now()
  const carrier = adapterAt(nowhere, { settings, now: () => now })
  const later = () => signed(report('sms:delivered', { messageId: three }), { at: now })
  await receive(carrier, later())
  now += 47 * 3_600_000
  await receive(carrier, later())
  now += 47 * 3_600_000
  expect(await stateAfter(carrier, later())).toBe('delivered')
  now += 49 * 3_600_000
  const other = `${'B'.repeat(22)}-2`
  await receive(carrier, signed(report('sms:delivered', { messageId: other }), { at: now }))
  expect(Object.keys(JSON.parse((await settings.get('smsgate main parts')) ?? ''))).toEqual([other])
})

it('has an ID that fits the gateway and says the key again', () => {
  void fc.assert(
    fc.property(fc.string({ maxLength: 1600, unit: 'grapheme' }), (given) => {
      const id = messageIdOf(text.key, given)
      return id.length <= 36 && readMessageId(id)?.key === text.key
    }),
  )
})
