import { describe, expect, it } from 'vitest'
import type { PhoneNumber } from '../../src/core/phone.ts'
import { type Gone, pacerAt, run } from './pacer-world.ts'

describe('a text', () => {
  it('never waits where the carrier keeps a queue of its own', () => {
    const { ask } = pacerAt(undefined)
    for (let n = 0; n < 100; n += 1) {
      expect(ask(`${n}`, '+1', 10)).toBe(0)
      expect(ask(`${n}`, '+1', 10, 'unheard of')).toBe(0)
    }
  })

  it('waits for those of its number that came before', () => {
    const { clock, ask } = pacerAt({ perNumber: 1 })
    expect(ask('a', '+1')).toBe(0)
    expect(ask('b', '+1')).toBe(800)
    expect(ask('c', '+1', 2)).toBe(2000)
    expect(ask('d', '+2'), 'another number').toBe(0)
    clock.now += 300
    expect(ask('b', '+1'), 'asked early, it keeps its place').toBe(500)
    clock.now += 500
    expect(ask('c', '+1', 2), 'it is not its turn').toBe(1200)
    expect(ask('b', '+1')).toBe(0)
    expect(ask('b', '+1'), 'sent once more, it is another one').toBeGreaterThan(2000)
  })

  it('of more segments than go at once goes all the same, and the next ones wait for it', () => {
    const { clock, ask } = pacerAt({ perNumber: 0.5, perAccount: 10 })
    expect(ask('long', '+1', 8)).toBe(0)
    const wait = ask('next', '+1')
    expect(wait).toBe(15_800)
    clock.now += wait
    expect(ask('next', '+1')).toBe(0)
  })

  it('without words counts as one segment', () => {
    const { ask } = pacerAt({ perNumber: 1 })
    expect(ask('a', '+1', 0)).toBe(0)
    expect(ask('b', '+1', 0)).toBe(800)
  })

  it('that does not come when it may go holds up nobody for long', () => {
    const { clock, ask } = pacerAt({ perNumber: 1 })
    ask('a', '+1')
    expect(ask('gone', '+1')).toBe(800)
    expect(ask('b', '+1')).toBe(1800)
    clock.now += 1800
    expect(ask('b', '+1'), 'the other one may still come').toBeGreaterThan(0)
    clock.now += 10_000
    expect(ask('b', '+1')).toBe(0)
  })
})

describe('a busy number', () => {
  const busy = Array.from({ length: 200 }, () => ({ at: 0, number: '+1', segments: 1 }))
  const quiet = [1000, 5000, 9000].map((at) => ({ at, number: '+2', segments: 1 }))
  const waitOf = ({ at, went }: Gone) => went - at

  it('lets the others of its account go as soon as it is their turn', () => {
    for (const rate of [{ perAccount: 2 }, { perNumber: 1, perAccount: 2 }]) {
      const gone = run(rate, [...busy, ...quiet])
      for (const each of gone.filter(({ number }) => number === '+2')) {
        expect(waitOf(each)).toBeLessThanOrEqual(1000)
      }
    }
  })

  it('shares with one that is as busy, by segments', () => {
    const long = Array.from({ length: 50 }, () => ({ at: 0, number: '+2', segments: 4 }))
    const gone = run({ perAccount: 10 }, [...busy, ...long]).filter(({ went }) => went < 20_000)
    const segmentsOf = (wanted: string) =>
      gone
        .filter(({ number }) => number === wanted)
        .reduce((sum, { segments }) => sum + segments, 0)
    for (const number of ['+1', '+2']) {
      expect(Math.abs(segmentsOf(number) - 100)).toBeLessThan(10)
    }
  })

  it('that may not send now does not keep the account from the others', () => {
    const { clock, pacer, ask } = pacerAt({ perAccount: 1 })
    pacer.hold('acme', '+1' as string as PhoneNumber, clock.now + 60_000)
    expect(ask('held', '+1')).toBe(60_000)
    expect(ask('other', '+2')).toBe(0)
    clock.now += 1000
    expect(ask('another', '+2')).toBe(0)
    clock.now += 59_000
    expect(ask('held', '+1')).toBe(0)
  })
})

describe('a pause that the carrier asks for', () => {
  it('is kept by all numbers of the account, and by no other account', () => {
    for (const rate of [undefined, { perNumber: 5 }]) {
      const { clock, pacer, ask } = pacerAt(rate)
      pacer.hold('acme', undefined, clock.now + 3000)
      pacer.hold('acme', undefined, clock.now + 1000)
      expect(ask('a', '+1')).toBe(3000)
      expect(ask('b', '+2')).toBe(3000)
      expect(ask('c', '+1', 1, 'beta')).toBe(0)
      clock.now += 3000
      expect(ask('a', '+1')).toBe(0)
      expect(ask('b', '+2')).toBe(0)
    }
  })
})

it('a clock that is set back neither gives more nor stops anything', () => {
  const { clock, pacer, ask } = pacerAt({ perNumber: 1 })
  expect(ask('a', '+1')).toBe(0)
  expect(ask('b', '+1')).toBe(800)
  clock.now -= 3_600_000
  expect(ask('b', '+1')).toBe(800)
  pacer.hold('acme', '+2' as string as PhoneNumber, clock.now + 500)
  expect(ask('c', '+2')).toBe(500)
  clock.now += 800
  expect(ask('b', '+1')).toBe(0)
  expect(ask('c', '+2')).toBe(0)
})
