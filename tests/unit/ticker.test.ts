import { expect, it } from 'vitest'
import { createTicker } from '../../src/lib/ticker.ts'
import { until } from '../support/wait.ts'

const never = 1_000_000

it('does its task at once, and again at the interval', async () => {
  let count = 0
  const task = async () => {
    count += 1
  }
  await using _ticker = createTicker(task, { everyMs: 5, onError() {} })
  await until('three times', () => count >= 3)
})

it('never does it twice at once, but once more when poked meanwhile', async () => {
  let [atWork, count, most] = [0, 0, 0]
  let finish = () => {}
  const task = async () => {
    atWork += 1
    most = Math.max(most, atWork)
    await new Promise<void>((resolve) => {
      finish = resolve
    })
    atWork -= 1
    count += 1
  }
  await using ticker = createTicker(task, { everyMs: never, onError() {} })
  for (let n = 0; n < 5; n += 1) ticker.poke()
  finish()
  await until('the second time', () => atWork === 1 && count === 1)
  finish()
  await until('the end', () => count === 2 && atWork === 0)
  expect(most).toBe(1)
})

it('goes on after a failure, which it tells', async () => {
  const errors: unknown[] = []
  let count = 0
  const task = async () => {
    count += 1
    if (count === 1) throw new Error('first')
  }
  const onError = (error: unknown) => void errors.push(error)
  await using _ticker = createTicker(task, { everyMs: 1, onError })
  await until('the second time', () => count >= 2)
  expect(errors).toEqual([new Error('first')])
})

it('ends with what is under way, which is told to hurry, and never begins again', async () => {
  let [begun, ended] = [0, 0]
  const task = async (signal: AbortSignal) => {
    begun += 1
    await new Promise((resolve) => signal.addEventListener('abort', resolve))
    ended += 1
  }
  const ticker = createTicker(task, { everyMs: 1, onError() {} })
  expect(begun).toBe(1)
  await ticker[Symbol.asyncDispose]()
  ticker.poke()
  expect([begun, ended]).toEqual([1, 1])
})
