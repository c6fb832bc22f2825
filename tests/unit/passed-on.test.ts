import { afterEach, beforeEach, expect, it } from 'vitest'
import type { PhoneNumber } from '../../src/core/phone.ts'
import { me, other } from '../support/bot-world.ts'
import { line, type MmsWorld, mmsWorld } from '../support/mms-world.ts'

let world: MmsWorld
beforeEach(async () => {
  world = await mmsWorld()
})
afterEach(() => world[Symbol.dispose]())

async function passOn(): Promise<void> {
  const { lines } = world.store
  const held = await lines.ofNumber(line)
  if (held !== undefined) await lines.release(held.id)
  await lines.assign({ number: line, account: other, carrier: 'mms', label: 'Mine' })
}

const chats = async () => (await world.store.portals.ofAccount(other)).length

it('shows nobody what was texted to a number while it was another account’s', async () => {
  await passOn()
  await world.receive('SM1', 'For the one before', { at: Date.now() - 60_000 })
  expect(await chats()).toBe(0)
  expect(await world.store.inbox.parked()).toHaveLength(1)
  await world.receive('SM2', 'For the new one', { at: Date.now() + 1000 })
  expect(await chats()).toBe(1)
})

it('shows what a carrier with a slow clock brings to a number that nobody had before', async () => {
  const number = '+14155550177' as PhoneNumber
  await world.store.lines.assign({ number, account: me, carrier: 'mms', label: 'New' })
  await world.receive('SM1', 'Hi', { to: number, at: Date.now() - 3_600_000 })
  expect(await world.store.inbox.parked()).toEqual([])
})
