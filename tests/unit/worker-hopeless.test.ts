import { expect, it } from 'vitest'
import { HomeserverError } from '../../src/core/errors.ts'
import type { InboxEntry } from '../../src/core/inbox.ts'
import { textEntry } from '../contract/store/world.ts'
import { until } from '../support/wait.ts'
import { done, workerWorld } from './worker-world.ts'

it('parks what the homeserver answers with its own fault for ever, while it answers others', async () => {
  const fault = new HomeserverError('M_UNKNOWN', 'broken', { status: 500 })
  let clock = Date.now()
  await using world = workerWorld(() => clock)
  const { store, counted, start } = world
  const handle = async ({ sourceId }: InboxEntry) => {
    if (sourceId === 'bad') throw fault
    return done
  }
  const running = await start(handle, { bad: 'a' })
  for (let round = 0; (await store.inbox.depth()).parked === 0; round += 1) {
    expect(round).toBeLessThan(60)
    clock += 300_000
    await store.inbox.append('carrier sim', [textEntry(`good ${round}`, 'b')])
    running.wake()
    await until('the good one', async () => (await store.inbox.depth()).ready <= 1)
  }
  expect(counted.filter((code) => code === 'M_UNKNOWN').length).toBeGreaterThan(15)
})

it('does not take an entry for hopeless that often waited for its time', async () => {
  let clock = Date.now()
  await using world = workerWorld(() => clock)
  const { store, start } = world
  const fault = new HomeserverError('M_UNKNOWN', 'broken', { status: 500 })
  let times = 0
  const handle = async ({ sourceId }: InboxEntry) => {
    if (sourceId === 'good') return done
    times += 1
    clock += 1000
    if (times <= 25) return { state: 'postponed', until: clock } as const
    if (times === 26) throw fault
    return done
  }
  const running = await start(handle, { good: 'b', paced: 'a' })
  await until('the fault', () => times >= 26)
  await until('the end', async () => {
    clock += 60_000
    running.wake()
    const { ready, parked } = await store.inbox.depth()
    return ready === 0 || parked > 0
  })
  expect(await store.inbox.depth()).toMatchObject({ ready: 0, parked: 0 })
})
