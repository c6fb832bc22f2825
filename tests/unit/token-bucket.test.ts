import { expect, it } from 'vitest'
import { monotonic } from '../../src/lib/monotonic.ts'
import { createTokenBucket } from '../../src/lib/token-bucket.ts'

it('gives what it holds at once, and the rest as it comes in', () => {
  const bucket = createTokenBucket(2, 3, 0)
  expect(bucket.readyAt(3, 0, 0)).toBe(0)
  bucket.take(3, 0)
  expect(bucket.readyAt(1, 0, 0)).toBe(500)
  expect(bucket.readyAt(2, 0, 0)).toBe(1000)
  expect(bucket.readyAt(1, 2, 0), 'after two others').toBe(1500)
  expect(bucket.readyAt(1, 0, 10_000)).toBe(10_000)
})

it('holds no more than it can, however long nobody comes', () => {
  const bucket = createTokenBucket(2, 3, 0)
  bucket.take(3, 1_000_000)
  expect(bucket.readyAt(1, 0, 1_000_000)).toBe(1_000_500)
})

it('lets what is larger than itself through when it is full, and has it paid off', () => {
  const bucket = createTokenBucket(1, 2, 0)
  expect(bucket.readyAt(10, 0, 0)).toBe(0)
  bucket.take(10, 0)
  expect(bucket.readyAt(1, 0, 0)).toBe(9000)
  expect(bucket.readyAt(10, 0, 0)).toBe(10_000)
})

it('never makes anybody wait who is not limited', () => {
  const bucket = createTokenBucket(Number.POSITIVE_INFINITY, Number.POSITIVE_INFINITY, 0)
  bucket.take(1e9, 5)
  expect(bucket.readyAt(1e9, 1e9, 5)).toBe(5)
})

it('the clock that never goes back stands still while the other one is set back', () => {
  let now = 100
  const clock = monotonic(() => now)
  expect(clock()).toBe(100)
  now = 150
  expect(clock()).toBe(150)
  now = 20
  expect(clock()).toBe(150)
  now = 30
  expect(clock()).toBe(160)
})
