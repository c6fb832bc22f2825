import { afterEach, beforeEach, expect, it } from 'vitest'
import { CarrierError, HomeserverError } from '../../src/core/errors.ts'
import type { InboxEntry, Settlement } from '../../src/core/inbox.ts'
import { ownMistake } from '../../src/portal/out/unforeseen.ts'
import type { WorkerDeps } from '../../src/portal/worker.ts'
import { until } from '../support/wait.ts'
import { done, type WorkerWorld, workerWorld } from './worker-world.ts'

let world: WorkerWorld
let store: WorkerWorld['store']
let counted: WorkerWorld['counted']
let log: WorkerWorld['log']
let start: WorkerWorld['start']
beforeEach(() => {
  world = workerWorld()
  ;({ store, counted, log, start } = world)
})
afterEach(async () => await world[Symbol.asyncDispose]())

const emptied = async () =>
  await until('an empty inbox', async () => (await store.inbox.depth()).ready === 0)

/** Runs until somebody says it may end. */
function gate() {
  const begun: string[] = []
  let open = () => {}
  const opened = new Promise<void>((resolve) => {
    open = resolve
  })
  const handle = async ({ sourceId }: InboxEntry) => {
    begun.push(sourceId)
    await opened
    return done
  }
  return { begun, handle, open }
}

it('settles an entry before it cleans up after it, whatever comes of that', async () => {
  const seen: unknown[] = []
  const afterwards = async () => {
    seen.push((await store.inbox.depth()).ready)
    throw new Error('no cleaning up')
  }
  await start(async () => ({ state: 'done', afterwards }), { a1: 'a', a2: 'a' })
  await until('both cleaned up after', () => seen.length === 2)
  expect(seen).toEqual([1, 0])
  expect(counted).toEqual([])
})

it('parks what a bug stopped, with what its writer is told', async () => {
  const attempt = { portal: 'p', event: '$1', carrier: 'sim', segments: 1 } as never
  const apologies: unknown[] = []
  const apologize: WorkerDeps['apologize'] = async ({ sourceId }, error) => {
    apologies.push([sourceId, String(error)])
    return ownMistake(attempt, undefined)
  }
  const handle = async () => await Promise.reject(new TypeError('x is no function'))
  await start(handle, { a1: 'a' }, { apologize })
  await emptied()
  expect(apologies).toEqual([['a1', 'TypeError: x is no function']])
  expect(await store.inbox.parked()).toMatchObject([
    { error: expect.stringContaining('no function') },
  ])
  expect(await store.messages.untold(5)).toMatchObject([{ event: '$1', state: 'failed' }])
  expect(counted).toEqual(['parked'])
})

it('keeps what became of a text, where only writing it down failed at first', async () => {
  const attempt = { portal: 'p', event: '$1', carrier: 'sim', segments: 1 } as never
  const outcome = { attempt, state: 'sent', carrierMessageId: 'SM1' } as const
  let isBroken = true
  const inbox: WorkerDeps['inbox'] = {
    ...store.inbox,
    async settle(...given) {
      if (isBroken) {
        isBroken = false
        throw new Error('The disk is full')
      }
      await store.inbox.settle(...given)
    },
  }
  const apologize = async () => ownMistake(attempt, undefined)
  await start(async () => ({ state: 'done', outcome }), { a1: 'a' }, { inbox, apologize })
  await emptied()
  expect(await store.inbox.depth()).toMatchObject({ parked: 1 })
  expect(await store.messages.byCarrierId('sim', 'SM1')).toMatchObject({ state: 'sent' })
})

it('parks what a bug stopped even when nobody can be told', async () => {
  const handle = async () => await Promise.reject(new TypeError('x is no function'))
  const apologize = async () => await Promise.reject(new Error('nobody is there'))
  await start(handle, { a1: 'a' }, { apologize })
  await emptied()
  expect(await store.inbox.depth()).toMatchObject({ parked: 1 })
  expect(log.lines.join()).toMatch(/nobody could be told/)
})

it('works on all lanes at once, on each in order', async () => {
  const { begun, handle, open } = gate()
  const running = await start(handle, { a1: 'a', a2: 'a', b1: 'b', c1: 'c' })
  await until('three heads', () => begun.length === 3)
  expect(begun).toEqual(['a1', 'b1', 'c1'])
  expect(running.idleSince()).toBeUndefined()
  open()
  await emptied()
  expect(running.idleSince()).toBeGreaterThan(0)
  expect(begun).toEqual(['a1', 'b1', 'c1', 'a2'])
})

it('takes no more at once than it may', async () => {
  const { begun, handle, open } = gate()
  await start(handle, { a: 'a', b: 'b', c: 'c' }, { concurrency: 2 })
  await until('two', () => begun.length === 2)
  open()
  await emptied()
  expect(begun).toHaveLength(3)
})

it.each([
  new HomeserverError('unreachable', 'no answer'),
  new HomeserverError('M_LIMIT_EXCEEDED', 'slow down', { status: 429, retryAfter: 1 }),
  new CarrierError('rate-limited', 'Later.', { isRetryable: true }),
])('tries $code again, in order', async (error) => {
  const tries: string[] = []
  const handle = async ({ sourceId, attempts }: InboxEntry) => {
    tries.push(`${sourceId}.${attempts}`)
    if (sourceId === 'a1' && attempts < 1) throw error
    return done
  }
  await start(handle, { a1: 'a', a2: 'a' })
  await emptied()
  expect(tries).toEqual(['a1.0', 'a1.1', 'a2.0'])
  expect(counted).toEqual(error instanceof HomeserverError ? [error.code] : [])
  expect(await store.inbox.parked()).toEqual([])
})

it('waits as long as it is asked to', async () => {
  const error = new HomeserverError('M_LIMIT_EXCEEDED', 'x', { status: 429, retryAfter: 5_000_000 })
  const started = Date.now()
  await start(async () => await Promise.reject(error), { a: 'a' })
  const due = await until('a wait', () => store.inbox.nextDue())
  expect(due).toBeGreaterThanOrEqual(started + 5_000_000)
  expect(due).toBeLessThan(started + 5_100_000)
})

it.each([
  new TypeError('x is not a function'),
  new HomeserverError('M_FORBIDDEN', 'no', { status: 403 }),
  new CarrierError('blocked', 'No.'),
])('parks what fails with $name, counts it, and goes on with the lane', async (error) => {
  const handle = async ({ sourceId }: InboxEntry) => {
    if (sourceId === 'a1') throw error
    return done
  }
  await start(handle, { a1: 'a', a2: 'a' })
  await emptied()
  expect(await store.inbox.parked()).toMatchObject([{ error: expect.stringContaining(error.name) }])
  expect(counted).toContain('parked')
  const said = log.lines.join()
  expect(said).toContain('parked')
  expect(said).not.toContain('a secret text')
  expect(said).not.toContain('2025550123')
})

it('lets what is under way end when it stops, and leaves the rest for later', async () => {
  const { begun, handle, open } = gate()
  const running = await start(handle, { a1: 'a', a2: 'a' })
  await until('the first', () => begun.length === 1)
  const stopped = running.stop()
  open()
  await stopped
  running.wake()
  expect(begun).toEqual(['a1'])
  expect((await store.inbox.depth()).ready).toBe(1)
})

it('cuts off what does not end in time, and leaves it for later', async () => {
  const handle = async (_: InboxEntry, signal: AbortSignal) =>
    await new Promise<Settlement>((_resolve, reject) => {
      signal.addEventListener('abort', () => reject(new TypeError('cut off')))
    })
  const running = await start(handle, { a: 'a' })
  await until('its begin', () => running.idleSince() === undefined)
  await running.stop(1)
  expect(await store.inbox.depth()).toMatchObject({ ready: 1, parked: 0 })
})
