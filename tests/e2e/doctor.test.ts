import { mkdir, writeFile } from 'node:fs/promises'
import path from 'node:path'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { type CarrierProcess, startCarrier } from '../support/carrier-process.ts'
import { runHomeline, temporaryFolder } from '../support/homeline.ts'
import { freePort } from '../support/own-synapse.ts'
import { type Stage, setStage } from '../support/stage.ts'

let stage: Stage
let folder: Awaited<ReturnType<typeof temporaryFolder>>
let carrier: CarrierProcess

beforeAll(async () => {
  folder = await temporaryFolder()
  stage = await setStage()
  carrier = await startCarrier(folder.path)
})

afterAll(async () => {
  await carrier[Symbol.asyncDispose]()
  await stage[Symbol.asyncDispose]()
  await folder[Symbol.asyncDispose]()
})

const set = (...settings: string[]) => settings.flatMap((setting) => ['--set', setting])

/** Where no Homeline was ever started. */
async function elsewhere(name: string): Promise<string> {
  const dir = path.join(folder.path, name)
  await mkdir(dir)
  return dir
}

async function doctor(
  data: string,
  args: readonly string[] = [],
  env: Readonly<Record<string, string>> = {},
) {
  const { status, output } = await runHomeline(['doctor', '--data', data, ...args], env)
  expect(output).not.toMatch(/^\s+at /m)
  // What is wrong comes with its remedy.
  for (const [, next] of output.matchAll(/^[✗!·].*\n(.*)$/gm)) expect(next).toMatch(/^ {4}\S/)
  return { status, output }
}

it('finds everything fine while Homeline runs', async () => {
  const { status, output } = await doctor(stage.data, ['--ports', '0'])
  for (const found of [
    '✓ Configuration: read',
    /✓ Database .*homeline\.db: in use by the Homeline that runs/,
    /[✓·] ffmpeg/,
    '✓ Homeserver: answers at',
    '✓ Registration: accepted',
    '✓ Homeserver: reaches Homeline',
    '✓ Profiles of phone numbers: hidden from strangers',
    '✓ Carriers: none but the simulated one',
    '✓ Clock: as that of',
  ]) {
    if (typeof found === 'string') expect(output).toContain(found)
    else expect(output).toMatch(found)
  }
  expect(output).not.toMatch(/^[✗!]/m)
  expect(status).toBe(0)
})

it('says what can only be looked at while Homeline runs', async () => {
  const { status, output } = await doctor(await elsewhere('never started'))
  expect(output).toContain('· Database: there is none yet')
  expect(output).toContain('· Homeserver: it runs while Homeline does')
  expect(status).toBe(0)
})

it('finds a homeserver that does not answer', async () => {
  const url = `http://127.0.0.1:${await freePort()}`
  const { status, output } = await doctor(
    await elsewhere('no homeserver'),
    set(`homeserver.url=${url}`, 'homeserver.serverName=example.test'),
  )
  expect(output).toContain(`✗ The homeserver does not answer at ${url}`)
  expect(output).toContain('Check homeserver.url, and that it runs.')
  expect(status).toBe(1)
})

it('finds a registration that is missing, not given to the homeserver, or of another address', async () => {
  const data = await elsewhere('registrations')
  const settings = set(
    `homeserver.url=${stage.homeline.ready.homeserver}`,
    'homeserver.serverName=homeline.localhost',
    `appservice.port=${await freePort()}`,
  )
  const missing = await doctor(data, settings)
  expect(missing.output).toMatch(/✗ .*registration/i)
  expect(missing.status).toBe(1)

  await runHomeline(['registration', '--data', data, ...settings])
  const unknown = await doctor(data, settings)
  expect(unknown.output).toContain(
    '✗ The homeserver does not accept the registration (M_UNKNOWN_TOKEN)',
  )
  expect(unknown.output).toContain('Give it the files in the registration folder')
  expect(unknown.status).toBe(1)

  const moved = await doctor(data, [...settings, ...set('appservice.url=http://elsewhere.test')])
  expect(moved.output).toMatch(/✗ Registration: .*elsewhere\.test/)
  expect(moved.output).toContain('Write it again with "npx homeline registration"')
})

it('finds wrong credentials of a carrier, and that it can not reach Homeline', async () => {
  const fine = await doctor(await elsewhere('carrier'), [], carrier.environment)
  expect(fine.output).toMatch(/✓ Carrier "sim": balance .*, 0 numbers/)
  expect(fine.output).toContain('✗ Carriers can not reach Homeline: web.publicUrl is not set')
  expect(fine.status).toBe(1)

  const wrong = await doctor(await elsewhere('wrong carrier'), [], {
    ...carrier.environment,
    HOMELINE_CARRIERS_SIM_AUTH_TOKEN: 'not the token',
  })
  expect(wrong.output).toMatch(/✗ Carrier "sim": \S/)
  expect(wrong.output).toContain('Check carriers.sim in the configuration.')
  expect(wrong.output).not.toContain('not the token')

  const { web } = stage.homeline.ready
  const reached = await doctor(stage.data, ['--ports', '0', ...set(`web.publicUrl=${web}`)], {
    ...carrier.environment,
    HOMELINE_SIMULATOR_ENABLED: 'true',
  })
  expect(reached.output).toContain(`✓ Public URL ${web}: leads to Homeline`)
  const nowhere = `http://127.0.0.1:${await freePort()}`
  const lost = await doctor(stage.data, ['--ports', '0', ...set(`web.publicUrl=${nowhere}`)], {
    ...carrier.environment,
  })
  expect(lost.output).toContain(`! ${nowhere}/health/live does not lead to Homeline from here`)
})

it('finds a database that is broken', async () => {
  const data = await elsewhere('broken')
  await writeFile(path.join(data, 'homeline.db'), 'This is no database. '.repeat(500))
  const { status, output } = await doctor(data)
  expect(output).toMatch(/✗ The database .*homeline\.db can not be used/)
  expect(output).toContain('Restore a backup, or choose another data folder.')
  expect(status).toBe(1)
})
