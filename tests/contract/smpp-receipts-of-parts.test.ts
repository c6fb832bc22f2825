import { describe, expect, it } from 'vitest'
import { until } from '../support/wait.ts'
import { text } from './carrier-suite.ts'
import { callThem, receipt, report } from './smpp/receipts.ts'
import { accept, deliverSm } from './smpp/smsc.ts'
import { createSmppWorld } from './smpp/world.ts'

const { key } = text
const long = { ...text, text: 'x'.repeat(400) }

describe('receipts for the parts of one text', () => {
  it('say that it was delivered when all were', async () => {
    await using world = await createSmppWorld()
    callThem(world, 'p1', 'p2', 'p3')
    const { id } = await world.carrier.send(long)
    await report(world, receipt('p3'), receipt('p1'), receipt('p1'), receipt('p2', 'ENROUTE'))
    expect(world.taken).toEqual([])
    await report(world, receipt('p2'))
    expect(world.taken).toEqual([{ kind: 'receipt', id, key, state: 'delivered' }])
  })

  it('say so after a restart between any two of them', async () => {
    await using world = await createSmppWorld()
    callThem(world, 'p1', 'p2', 'p3')
    const { id } = await world.carrier.send(long)
    for (const part of ['p1', 'p2', 'p3']) {
      await world.crash()
      await report(world, receipt(part))
    }
    expect(world.taken).toEqual([{ kind: 'receipt', id, key, state: 'delivered' }])
  })

  it('say that it failed when one did, and are no word on it alone', async () => {
    await using world = await createSmppWorld()
    callThem(world, 'p1', 'p2', 'p3')
    const { id } = await world.carrier.send(long)
    expect(['p1', 'p2', 'p3']).not.toContain(id)
    await report(world, receipt('p1'), receipt('p2', 'UNDELIV', '005'), receipt('p3'))
    expect(world.taken).toMatchObject([{ id, key, state: 'failed', code: 'UNDELIV 005' }])
  })

  it('may come while the rest of it is not handed over yet', async () => {
    await using world = await createSmppWorld()
    let count = 0
    world.smsc.onSubmit = (session, submit) => {
      count += 1
      accept(session, submit, `p${count}`)
      session.write({ sequence: 700 + count, status: 0, body: deliverSm(receipt(`p${count}`)) })
    }
    const { id } = await world.carrier.send(long)
    await until('the receipt', () => world.taken.length > 0)
    expect(world.taken).toEqual([{ kind: 'receipt', id, key, state: 'delivered' }])
  })
})
