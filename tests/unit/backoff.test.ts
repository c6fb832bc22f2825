import { expect, it } from 'vitest'
import { backoff } from '../../src/lib/backoff.ts'

const middle = () => 0.5

it('doubles from the first wait to the longest', () => {
  const waits = [0, 1, 2, 5, 6, 7, 1000].map((attempt) => backoff(attempt, { random: middle }))
  expect(waits).toEqual([1000, 2000, 4000, 32_000, 60_000, 60_000, 60_000])
  expect(backoff(1, { first: 250, most: 300, random: middle })).toBe(300)
})

it('spreads by a fifth to both sides, so that not everybody comes at once', () => {
  expect(backoff(0, { random: () => 0 })).toBe(800)
  expect(backoff(0, { random: () => 1 })).toBe(1200)
  const waits = new Set(Array.from({ length: 50 }, () => backoff(3)))
  expect(waits.size).toBeGreaterThan(10)
})
