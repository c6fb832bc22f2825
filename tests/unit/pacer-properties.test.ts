import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { SendingRate } from '../../src/core/carrier-capabilities.ts'
import { type Gone, pacerAt, run } from './pacer-world.ts'

/** The most that went beyond `rate` in any interval. */
function mostBeyond(rate: number, gone: readonly Gone[]): number {
  let most = 0
  for (const [first, { went: from }] of gone.entries()) {
    let sum = 0
    for (const { went, segments } of gone.slice(first)) {
      sum += segments
      most = Math.max(most, sum - ((went - from) / 1000) * rate)
    }
  }
  return most
}

const text = fc.record({
  at: fc.nat(8000),
  number: fc.constantFrom('+1', '+2', '+3'),
  segments: fc.oneof(
    { weight: 5, arbitrary: fc.integer({ min: 1, max: 3 }) },
    fc.integer({ min: 1, max: 12 }),
  ),
})
const someRate = fc.constantFrom(0.1, 0.5, 1, 3, 10, 50)
const rates = fc.oneof(
  fc.record({ perNumber: someRate }),
  fc.record({ perAccount: someRate }),
  fc.record({ perNumber: someRate, perAccount: someRate }),
)
const situation = {
  rate: rates,
  texts: fc.array(text, { minLength: 1, maxLength: 25 }),
  lateness: fc.array(fc.nat(300), { minLength: 1, maxLength: 7 }),
}

describe('whatever comes', () => {
  it('never lets more through than the rates and what they hold at once', () => {
    fc.assert(
      fc.property(fc.record(situation), ({ rate, texts, lateness }) => {
        const gone = run(rate, texts, (index) => lateness[index % lateness.length] ?? 0)
        const longest = Math.max(...texts.map(({ segments }) => segments))
        const { perAccount, perNumber } = rate as SendingRate
        const limits = [
          { limit: perAccount, of: [gone] },
          {
            limit: perNumber,
            of: ['+1', '+2', '+3'].map((number) => gone.filter((each) => each.number === number)),
          },
        ]
        for (const { limit = Number.POSITIVE_INFINITY, of } of limits) {
          if (limit === Number.POSITIVE_INFINITY) continue
          const burst = Math.max(1 + limit / 5, longest)
          for (const some of of) expect(mostBeyond(limit, some)).toBeLessThan(burst + 0.001)
        }
      }),
    )
  })

  it('lets everybody go, before the time that all of them take together is over', () => {
    fc.assert(
      fc.property(fc.record(situation), ({ rate, texts }) => {
        const gone = run(rate, texts)
        expect(gone).toHaveLength(texts.length)
        const { perAccount = Infinity, perNumber = Infinity } = rate as SendingRate
        const slowest = Math.min(perAccount, perNumber)
        const segments = texts.reduce((sum, each) => sum + each.segments, 0)
        const last = Math.max(...texts.map(({ at }) => at))
        for (const { went } of gone) {
          expect(went).toBeLessThan(last + (segments / slowest) * 1000 + 2 * texts.length)
        }
      }),
    )
  })

  it('keeps the order in which a number’s texts came', () => {
    fc.assert(
      fc.property(fc.record(situation), ({ rate, texts }) => {
        const gone = run(rate, texts)
        for (const number of ['+1', '+2', '+3']) {
          const own = gone.filter((each) => each.number === number)
          const came = own.map(({ at, index }) => [at, index] as const)
          expect(came).toEqual(
            came.toSorted((one, other) => one[0] - other[0] || one[1] - other[1]),
          )
        }
      }),
    )
  })

  it('tells nobody more than a few times to wait, and wastes next to nothing', () => {
    const shapes: readonly (readonly [SendingRate, number])[] = [
      [{ perNumber: 1 }, 60_000],
      [{ perAccount: 5 }, 120_000],
      [{ perNumber: 1, perAccount: 5 }, 120_000],
      [{ perNumber: 1, perAccount: 2 }, 300_000],
    ]
    for (const [rate, least] of shapes) {
      const texts = Array.from({ length: 300 }, (_, n) => ({
        at: (n * 7919) % 8001,
        number: `+${n % 10}`,
        segments: 1 + (n % 3),
      }))
      const gone = run(rate, texts, (index) => (index * 13) % 31)
      expect(Math.max(...gone.map(({ waits }) => waits))).toBeLessThan(5)
      expect(Math.max(...gone.map(({ went }) => went))).toBeLessThan(least * 1.02)
    }
  })

  it('tells a text the same time whenever it asks before it', () => {
    fc.assert(
      fc.property(rates, fc.array(fc.nat(19), { maxLength: 20 }), (rate, steps) => {
        const { clock, ask } = pacerAt(rate)
        expect(ask('first', '+1', 12)).toBe(0)
        const second = clock.now + ask('second', '+1', 3)
        const due = clock.now + ask('me', '+1', 2)
        for (const step of steps) {
          clock.now = Math.min(second, clock.now + step)
          expect(Math.abs(clock.now + ask('me', '+1', 2) - due)).toBeLessThan(2)
        }
      }),
    )
  })
})
