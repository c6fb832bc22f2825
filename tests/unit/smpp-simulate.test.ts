import { createServer } from 'node:net'
import { expect, it } from 'vitest'
import { checkCarriers } from '../../src/app/checks/carriers.ts'
import { checkClock } from '../../src/app/checks/clock.ts'
import { simulate } from '../../src/app/simulate.ts'
import { listen } from '../../src/lib/listen.ts'
import { temporaryFolder } from '../support/homeline.ts'
import { keptLog } from '../support/kept-log.ts'
import { load } from './load-config.ts'

const smsc = (port: number) => ({ port, systemId: 'homeline', password: '', numbers: [] })

it('the simulated SMSC is there when it is configured, and only then', async () => {
  await using folder = await temporaryFolder()
  const { simulator } = await load('simulator: { port: 0, smsc: { port: 0 } }')
  expect(simulator.smsc).toMatchObject({ systemId: 'homeline', numbers: ['+13035550199'] })
  await using stack = new AsyncDisposableStack()
  const running = await simulate({ dataDir: folder.path, simulator }, keptLog(), stack)
  expect(running?.smscPort).toBeGreaterThan(0)
  await using other = await temporaryFolder()
  const without = { dataDir: other.path, simulator: { enabled: true, port: 0 } }
  expect(await simulate(without, keptLog(), stack)).not.toHaveProperty('smscPort')
})

it('a port that is taken is named, with the key that changes it', async () => {
  await using stack = new AsyncDisposableStack()
  const folder = stack.use(await temporaryFolder())
  const server = createServer()
  const port = await listen(server, '127.0.0.1', 0)
  stack.defer(() => new Promise((done) => server.close(() => done())))
  const simulator = { enabled: true, port: 0, smsc: smsc(port) }
  await expect(simulate({ dataDir: folder.path, simulator }, keptLog(), stack)).rejects.toThrow(
    new RegExp(`^Port ${port} on 127.0.0.1 .*--set simulator.smsc.port=PORT`),
  )
})

it('the doctor asks for no public address and no time where there is nobody but an SMSC', async () => {
  const config = await load(`
carriers:
  smsc: { kind: smpp, host: 127.0.0.1, port: 1, systemId: a, password: b, numbers: ["+447700900123"] }
`)
  const subject = { config, running: undefined } as never
  expect(await checkCarriers(subject)).toMatchObject([
    { kind: 'fine', what: 'Carrier "smsc": 1 numbers' },
    { kind: 'skipped', what: expect.stringContaining('while Homeline runs') },
  ])
  expect(JSON.stringify(await checkClock(subject))).not.toContain('twilio')
})
