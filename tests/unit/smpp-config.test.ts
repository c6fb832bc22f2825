import { writeFileSync } from 'node:fs'
import path from 'node:path'
import { expect, it } from 'vitest'
import { makeCarrier, serverOf } from '../../src/app/carrier-kinds.ts'
import { memorySettings } from '../contract/smpp/world.ts'
import { temporaryFolder } from '../support/homeline.ts'
import { load, refusal } from './load-config.ts'

const text = `
carriers:
  smsc:
    kind: smpp
    host: smsc.example.org
    port: 2775
    systemId: homeline
    password: "12345678"
    numbers: ["+44 7700 900123"]
    country: uk
    caFile: authority.pem
    maxSegments: 3
    rate: 5
`

it('an SMSC is configured by its address, a name, a password and our numbers', async () => {
  const { smsc } = (await load(text)).carriers
  expect(smsc).toMatchObject({ kind: 'smpp', numbers: ['+447700900123'], country: 'GB' })
  expect(smsc !== undefined && 'caFile' in smsc && path.isAbsolute(smsc.caFile ?? '')).toBe(true)
  if (smsc === undefined) return
  const settings = memorySettings().open()
  const { id, capabilities, numbers } = makeCarrier('smsc', smsc, { webhook: '', settings })
  expect(id).toBe('smsc')
  expect(capabilities).toMatchObject({ maxTextLength: 459, rate: { perAccount: 5 } })
  expect(await numbers?.owned()).toEqual([{ id: '+447700900123', number: '+447700900123' }])
  expect(serverOf(smsc)).toBeUndefined()
})

it('all of it can come from the environment, the password from a file', async () => {
  await using folder = await temporaryFolder()
  const file = path.join(folder.path, 'password')
  writeFileSync(file, '00123\n')
  const environment = {
    HOMELINE_CARRIERS_SMSC_KIND: 'smpp',
    HOMELINE_CARRIERS_SMSC_HOST: '127.0.0.1',
    HOMELINE_CARRIERS_SMSC_PORT: '2775',
    HOMELINE_CARRIERS_SMSC_SYSTEM_ID: 'homeline',
    HOMELINE_CARRIERS_SMSC_PASSWORD_FILE: file,
    HOMELINE_CARRIERS_SMSC_NUMBERS: '["+447700900123"]',
    HOMELINE_CARRIERS_SMSC_LONG_TEXTS: 'sar',
    HOMELINE_CARRIERS_SMSC_TLS: 'true',
  }
  const { carriers } = await load('', { environment })
  expect(carriers['smsc']).toMatchObject({ password: '00123', longTexts: 'sar', tls: true })
})

it.each([
  ['numbers: ["+44 7700 900123"]', 'numbers: ["07700 900123"]', 'carriers.smsc.numbers.0: write a'],
  ['numbers: ["+44 7700 900123"]', 'numbers: []', 'carriers.smsc.numbers'],
  ['country: uk', 'country: nowhere', 'carriers.smsc.country: expected a country code'],
  ['"12345678"', '"123456789"', 'carriers.smsc.password'],
  ['rate: 5', 'rate: fast', 'carriers.smsc.rate'],
  ['rate: 5', 'rates: 5', 'rates'],
])('a mistake is named: %s as %s', async (right, wrong, place) => {
  expect(await refusal(text.replace(right, wrong))).toContain(place)
})
