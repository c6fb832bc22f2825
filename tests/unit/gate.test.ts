import { expect, it } from 'vitest'
import { createGate } from '../../src/lib/gate.ts'

it('lets so many in at the same time, the others in order, whatever becomes of them', async () => {
  const gate = createGate(2)
  const order: number[] = []
  let inside = 0
  let most = 0
  const work = async (index: number) => {
    order.push(index)
    inside += 1
    most = Math.max(most, inside)
    await new Promise(setImmediate)
    inside -= 1
    if (index === 2) throw new Error('broken')
    return index
  }
  const all = await Promise.allSettled([1, 2, 3, 4, 5].map((index) => gate(() => work(index))))
  expect(all.map(({ status }) => status === 'fulfilled')).toEqual([true, false, true, true, true])
  expect({ order, most, inside }).toEqual({ order: [1, 2, 3, 4, 5], most: 2, inside: 0 })
})
