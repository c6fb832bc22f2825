import { describe, expect, it } from 'vitest'
import { createGroups } from '../../bridges/sms/smpp/groups.ts'
import { createKept } from '../../bridges/sms/smpp/kept.ts'
import { createRepeats, keptDelivery } from '../../bridges/sms/smpp/repeats.ts'
import { memorySettings } from '../contract/smpp/world.ts'
import { keptLog } from '../support/kept-log.ts'

const minute = 60_000

function setUp(settings = memorySettings()) {
  const clock = { now: 0 }
  const kept = createKept({ settings: settings.open(), log: keptLog() }, 'in', keptDelivery)
  const repeats = createRepeats(kept, { now: () => clock.now })
  const session = (number: number) => ({
    session: { number, boundAt: clock.now },
    sequence: number,
  })
  return { clock, settings, kept, repeats, session }
}

describe('what may be a repeat', () => {
  it('is one for two minutes after the next bind, however long that took', () => {
    const { clock, repeats, session } = setUp()
    repeats.answered(repeats.add('ok', session(1)))
    clock.now += 60 * minute
    const next = session(2)
    clock.now += 1.9 * minute
    const again = { ...next, sequence: 9 }
    expect(repeats.repeated('ok', again)).toBeDefined()
    expect(repeats.repeated('ok', { ...next, sequence: 10 }), 'once').toBeUndefined()
  })

  it('is none after that, and nothing of it is left', async () => {
    const { clock, settings, kept, repeats, session } = setUp()
    const delivery = repeats.add('ok', session(1))
    await delivery.keep()
    repeats.answered(delivery)
    const next = session(2)
    clock.now += 2 * minute
    expect(repeats.repeated('ok', { ...next, sequence: 9 })).toBeUndefined()
    repeats.sweep(next.session)
    await kept.written()
    expect(settings.size).toBe(0)
  })

  it('is one on the same session when our answer took longer than an SMSC waits', () => {
    const { clock, repeats, session } = setUp()
    const first = session(1)
    const delivery = repeats.add('ok', first)
    clock.now += 4000
    expect(repeats.repeated('ok', { ...first, sequence: 2 }), 'too early').toBeUndefined()
    clock.now += 2000
    repeats.answered(delivery)
    repeats.read(delivery)
    expect(repeats.repeated('ok', { ...first, sequence: 3 })).toBe(delivery)
  })

  it('is none on the same session when the answer came in time', () => {
    const { clock, repeats, session } = setUp()
    const first = session(1)
    repeats.answered(repeats.add('ok', first))
    clock.now += minute
    expect(repeats.repeated('ok', { ...first, sequence: 2 })).toBeUndefined()
  })

  it('is known after a restart, unless the answer was read', async () => {
    const before = setUp()
    const [read, unread] = ['read', 'unread'].map((words) =>
      before.repeats.add(words, before.session(1)),
    )
    for (const delivery of [read, unread]) await delivery?.keep()
    if (read !== undefined) before.repeats.read(read)
    await before.kept.written()
    const after = setUp(before.settings)
    await after.repeats.load()
    expect(after.repeats.repeated('read', after.session(1))).toBeUndefined()
    expect(after.repeats.repeated('unread', after.session(1))?.id).toBe(unread?.id)
  })

  it('that can not be read from disk is dropped', async () => {
    const settings = memorySettings()
    const store = settings.open()
    await store.set('in a', 'not json')
    await store.set('in b', '{"content":7}')
    const { repeats, kept } = setUp(settings)
    expect(await repeats.load()).toEqual([])
    await kept.written()
    expect(settings.size).toBe(0)
  })
})

it('parts are found again by what is kept of them', () => {
  const groups = createGroups({ incompleteMs: 1000, now: () => 0 })
  const part = { key: 'k', from: '+15558675310', to: '+15017122661', total: 2, dataCoding: 0 }
  const delivery = (number: number, group: string) => ({
    id: `${group}${number}`,
    content: `${number}`,
    keep: async () => {},
    part: { ...part, number, group, base64: '' },
  })
  for (const one of [delivery(1, 'a'), delivery(1, 'b'), delivery(2, 'b')]) groups.add(one)
  expect(groups.whole(delivery(1, 'a'))).toBeUndefined()
  expect(groups.whole(delivery(2, 'b'))).toMatchObject({ group: 'b', isWhole: true })
  expect(groups.groupFor('k', 2)).toBe('a')
})
