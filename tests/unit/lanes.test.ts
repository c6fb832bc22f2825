import { expect, it } from 'vitest'
import { createLanes } from '../../src/lib/lanes.ts'

function lanesWith(...items: readonly string[]) {
  const lanes = createLanes<string>()
  for (const item of items) lanes.add(item[0] ?? '', item)
  return lanes
}

it('takes the head of each free lane, in turns', () => {
  const lanes = lanesWith('a1', 'a2', 'b1', 'c1')
  expect([lanes.take(0), lanes.take(0), lanes.take(0), lanes.take(0)]).toEqual([
    'a1',
    'b1',
    'c1',
    undefined,
  ])
  lanes.release('b')
  expect(lanes.take(0)).toBeUndefined()
  lanes.release('a')
  expect(lanes.take(0)).toBe('a2')
})

it('lets lanes that have much to do wait for those that came in between', () => {
  const lanes = lanesWith('a1', 'a2', 'b1')
  expect(lanes.take(0)).toBe('a1')
  lanes.release('a')
  expect([lanes.take(0), lanes.take(0)]).toEqual(['b1', 'a2'])
})

it('starts a lane anew that had run empty', () => {
  const lanes = lanesWith('a1')
  lanes.take(0)
  lanes.add('a', 'a2')
  expect(lanes.take(0), 'the lane is busy').toBeUndefined()
  lanes.release('a')
  expect(lanes.take(0)).toBe('a2')
  lanes.release('a')
  lanes.add('a', 'a3')
  expect(lanes.take(0)).toBe('a3')
})

it('gives a postponed head again when its time has come, nothing of its lane before', () => {
  const lanes = lanesWith('a1', 'a2', 'b1')
  lanes.take(0)
  lanes.postpone('a', 100)
  lanes.add('a', 'a3')
  expect(lanes.nextDue()).toBe(100)
  expect([lanes.take(99), lanes.take(99)]).toEqual(['b1', undefined])
  lanes.postpone('b', 50)
  expect(lanes.nextDue()).toBe(50)
  expect([lanes.take(100), lanes.take(100)].sort()).toEqual(['a1', 'b1'])
  expect(lanes.nextDue()).toBeUndefined()
  lanes.release('a')
  expect(lanes.take(100)).toBe('a2')
})

it('does not mind what is no lane', () => {
  const lanes = lanesWith()
  lanes.release('x')
  lanes.postpone('x', 5)
  expect(lanes.nextDue()).toBeUndefined()
  expect(lanes.take(10)).toBeUndefined()
})
