import { describe, expect, it } from 'vitest'
import { failure } from './carrier-suite.ts'
import { deviceId, startGateway } from './smsgate/gateway.ts'
import { json } from './told-provider.ts'

const hour = 3_600_000
const now = Date.parse('2026-01-01T12:00:00Z')
const seen = (ago: number, id = deviceId) => ({
  id,
  name: 'Pixel',
  lastSeen: new Date(now - ago).toISOString(),
})

describe('a phone behind a server', () => {
  it.each([
    ['seen just now', [seen(0)], {}, undefined],
    ['seen half an hour ago', [seen(hour / 2), seen(9 * hour, 'other')], { deviceId }, undefined],
    ['seen hours ago', [seen(3.5 * hour)], {}, /The phone "Pixel" was last seen 3 h ago\./],
    ['seen days ago', [seen(72 * hour)], {}, /last seen 3 days ago\./],
    ['that never said when', [{ id: deviceId }], {}, undefined],
    ['that is not there', [], {}, /no phone yet/],
    ['that is another', [seen(0, 'other')], { deviceId }, /no phone of this deviceId/],
    ['that is one of several', [seen(0), seen(0, 'other')], {}, /deviceId has to say which/],
  ])('%s', async (_, devices, options, problem) => {
    await using gateway = await startGateway((_asked, response) => json(response, 200, devices), {
      now: () => now,
      ...options,
    })
    const found = await gateway.carrier.problem()
    if (problem === undefined) expect(found).toBeUndefined()
    else expect(found).toMatch(problem)
    expect(gateway.asked.map(({ path }) => path)).toEqual(['/devices'])
  })

  it('whose server does not let us in can not be asked', async () => {
    await using gateway = await startGateway((_, response) => json(response, 401, ''))
    expect(await failure(gateway.carrier.problem())).toMatchObject({ code: 'unauthorized' })
  })
})

describe('a phone that is asked itself', () => {
  const checks = {
    'battery:level': { description: 'Battery level in percent', observedValue: 94, status: 'pass' },
    'messages:failed': { description: null, observedValue: 1, status: 'warn' },
  }
  const low = { ...checks['battery:level'], observedValue: 7, status: 'fail' }

  it.each([
    ['is well', 200, { checks }, { messages: { processing_order: 'FIFO' } }, undefined],
    ['is of an older app', 200, { status: 'pass' }, {}, undefined],
    [
      'has an empty battery',
      500,
      { status: 'fail', checks: { ...checks, 'battery:level': low } },
      {},
      /Battery level in percent: 7\./,
    ],
    [
      'sends the newest first',
      200,
      { checks },
      { messages: { processing_order: 'LIFO' } },
      /Choose FIFO/,
    ],
  ])('%s', async (_, status, health, settings, problem) => {
    await using gateway = await startGateway(({ path }, response) =>
      path === '/health' ? json(response, status, health) : json(response, 200, settings),
    )
    const found = await gateway.phone.problem()
    if (problem === undefined) expect(found).toBeUndefined()
    else expect(found).toMatch(problem)
  })

  it('and is no phone can not be asked', async () => {
    await using gateway = await startGateway((_, response) => json(response, 500, '<html>'))
    expect(await failure(gateway.phone.problem())).toMatchObject({ code: 'unavailable' })
  })
})
