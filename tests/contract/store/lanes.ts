import fc from 'fast-check'
import { expect, it } from 'vitest'
import type { InboxEntry } from '../../../src/core/inbox.ts'
import { createWorld, type OpenStore, textEntry, type World } from './world.ts'

const source = 'carrier sim'

export function lanesContract(open: OpenStore): void {
  it('hands out one entry of a lane at a time, and lanes at once', async () => {
    await using world = await createWorld(open)
    const { inbox } = world.store
    await inbox.append(source, [textEntry('a1', 'a'), textEntry('a2', 'a'), textEntry('b1', 'b')])
    const [first, second] = await Promise.all([inbox.take(1), inbox.take(9)])
    expect(ids([...first, ...second])).toEqual(['a1', 'b1'])
    expect(await inbox.take(9)).toEqual([])
    for (const entry of first) await inbox.settle(entry, { state: 'done' })
    expect(ids(await inbox.take(9))).toEqual(['a2'])
  })

  it('lets a postponed entry wait at the head of its lane, also over a restart', async () => {
    await using world = await createWorld(open)
    await world.store.inbox.append(source, [
      textEntry('a1', 'a'),
      textEntry('a2', 'a'),
      textEntry('b1', 'b'),
    ])
    const [a1] = await world.store.inbox.take(1)
    if (a1 === undefined) throw new Error('nothing to take')
    const due = world.now + 500
    await world.store.inbox.postpone(a1, due, 'unreachable')
    expect(world.store.inbox.nextDue()).toBe(due)
    expect(ids(await world.store.inbox.take(9))).toEqual(['b1'])
    await world.reopen()
    expect(ids(await world.store.inbox.take(9))).toEqual(['b1'])
    expect(world.store.inbox.nextDue()).toBe(due)
    world.now = due
    expect(await world.store.inbox.take(9)).toEqual([{ ...a1, attempts: 1 }])
    expect(world.store.inbox.nextDue()).toBeUndefined()
  })

  it('loses, doubles and swaps nothing in any order of work, failures and restarts', async () => {
    const step = fc.oneof(
      fc.record({ kind: fc.constant('append' as const), lane: fc.constantFrom('a', 'b', 'c') }),
      fc.record({ kind: fc.constant('take' as const), limit: fc.integer({ min: 1, max: 4 }) }),
      fc.record({
        kind: fc.constantFrom('settle' as const, 'postpone' as const),
        pick: fc.nat(9),
      }),
      fc.constant({ kind: 'restart' as const }),
    )
    await fc.assert(
      fc.asyncProperty(fc.array(step, { maxLength: 60 }), async (steps) => {
        await using world = await createWorld(open)
        const run = createRun(world)
        for (const one of steps) await run.step(one)
        await run.step({ kind: 'restart' })
        await run.drain()
        expect(run.settled).toEqual(run.appended)
      }),
      { numRuns: 40 },
    )
  })

  it('takes and settles many entries of many lanes in bounded time', async () => {
    await using world = await createWorld(open)
    const { inbox } = world.store
    const count = 20_000
    const started = performance.now()
    const appends = Array.from({ length: count }, (_, n) => {
      return inbox.append(source, [textEntry(String(n), `lane ${n % 500}`)])
    })
    await Promise.all(appends)
    const appended = performance.now()
    let done = 0
    for (;;) {
      const entries = await inbox.take(64)
      if (entries.length === 0) break
      await Promise.all(entries.map((entry) => inbox.settle(entry, { state: 'done' })))
      done += entries.length
    }
    const [appendTime, drainTime] = [appended - started, performance.now() - appended]
    process.stdout.write(
      `  ${rate(count, appendTime)} appends and ${rate(count, drainTime)} settled entries a second\n`,
    )
    expect(done).toBe(count)
    expect(appendTime + drainTime).toBeLessThan(30_000)
  })
}

type Step =
  | { readonly kind: 'append'; readonly lane: string }
  | { readonly kind: 'take'; readonly limit: number }
  | { readonly kind: 'settle' | 'postpone'; readonly pick: number }
  | { readonly kind: 'restart' }

function createRun(world: World) {
  const appended: Record<string, string[]> = { a: [], b: [], c: [] }
  const settled: Record<string, string[]> = { a: [], b: [], c: [] }
  let atWork: InboxEntry[] = []
  let count = 0

  async function take(limit: number): Promise<void> {
    atWork.push(...(await world.store.inbox.take(limit)))
    expect(new Set(atWork.map(({ lane }) => lane)).size).toBe(atWork.length)
  }

  async function finish(kind: 'settle' | 'postpone', entry: InboxEntry): Promise<void> {
    atWork = atWork.filter(({ id }) => id !== entry.id)
    if (kind === 'postpone') return await world.store.inbox.postpone(entry, world.now + 10, 'busy')
    await world.store.inbox.settle(entry, { state: 'done' })
    settled[entry.lane]?.push(entry.sourceId)
  }

  return {
    appended,
    settled,
    async step(step: Step): Promise<void> {
      world.now += 5
      if (step.kind === 'append') {
        count += 1
        const id = String(count)
        appended[step.lane]?.push(id)
        await world.store.inbox.append(source, [textEntry(id, step.lane), textEntry(id, step.lane)])
      } else if (step.kind === 'take') {
        await take(step.limit)
      } else if (step.kind === 'restart') {
        atWork = []
        await world.reopen()
      } else {
        const entry = atWork[step.pick % Math.max(1, atWork.length)]
        if (entry !== undefined) await finish(step.kind, entry)
      }
    },
    async drain(): Promise<void> {
      world.now += 1000
      for (;;) {
        await take(9)
        const [entry] = atWork
        if (entry === undefined) return
        await finish('settle', entry)
      }
    },
  }
}

function ids(entries: readonly InboxEntry[]): string[] {
  return entries.map(({ sourceId }) => sourceId)
}

function rate(count: number, milliseconds: number): number {
  return Math.round((count / milliseconds) * 1000)
}
