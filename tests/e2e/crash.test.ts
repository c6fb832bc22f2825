import { expect, it } from 'vitest'
import { crashTest } from '../crash/run.ts'
import { temporaryFolder } from '../support/homeline.ts'

it.concurrent('loses and doubles nothing while bridge and homeserver are killed, and keeps the order', async () => {
  await using folder = await temporaryFolder()
  const contacts = ['+12025550110', '+12025550111', '+12025550112']
  const plan = { messages: 120, bridgeKills: 2, homeserverKills: 2, contacts }
  const { in: incoming, out, perhapsSent, failed } = await crashTest(plan, folder.path, () => {})
  expect(incoming).toMatchObject({ lost: 0, doubled: 0 })
  expect(out).toMatchObject({ lost: 0, doubled: 0, outOfOrder: 0 })
  expect({ perhapsSent, failed }).toEqual({ perhapsSent: 0, failed: 0 })
}, 240_000)

it.concurrent('loses and doubles nothing with a phone as carrier either, which repeats what it has reported', async () => {
  await using folder = await temporaryFolder()
  const contacts = ['+12025550110', '+12025550111', '+12025550112']
  const kills = { bridgeKills: 1, homeserverKills: 1 }
  const plan = { messages: 60, ...kills, contacts, kind: 'smsgate' as const }
  const { in: incoming, out, perhapsSent, failed } = await crashTest(plan, folder.path, () => {})
  expect(incoming).toMatchObject({ sent: 33, lost: 0, doubled: 0 })
  expect(out).toMatchObject({ sent: 30, lost: 0, doubled: 0, outOfOrder: 0 })
  expect({ perhapsSent, failed }).toEqual({ perhapsSent: 0, failed: 0 })
}, 240_000)

it.concurrent('loses and doubles nothing with a message centre as carrier, and tells of what may be lost', async () => {
  await using folder = await temporaryFolder()
  const contacts = ['+12025550110', '+12025550111', '+12025550112']
  const kills = { bridgeKills: 1, homeserverKills: 1 }
  const plan = { messages: 60, ...kills, contacts, kind: 'smpp' as const }
  const { in: incoming, out, failed } = await crashTest(plan, folder.path, () => {})
  expect(incoming).toMatchObject({ sent: 33, lost: 0, doubled: 0 })
  expect(out).toMatchObject({ sent: 30, lost: 0, doubled: 0, outOfOrder: 0 })
  expect(failed).toBe(0)
}, 240_000)
