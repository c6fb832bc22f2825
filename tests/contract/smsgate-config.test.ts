import { writeFileSync } from 'node:fs'
import path from 'node:path'
import { expect, it } from 'vitest'
import { folder, load, refusal } from '../unit/load-config.ts'

const written = (sims: string, rest = '') => `carriers:
  phone:
    kind: smsgate
    baseUrl: http://192.168.1.10:8080/
    signingKey: key
    sims: ${sims}
${rest}`
const one = '[{ number: "+49 171 1234567", sim: 1 }]'

it('is read with numbers as people write them, and a careful rate', async () => {
  const { carriers } = await load(written(one, '    user: sms\n    password: hush'))
  expect(carriers['phone']).toEqual({
    kind: 'smsgate',
    baseUrl: 'http://192.168.1.10:8080',
    signingKey: 'key',
    user: 'sms',
    password: 'hush',
    sims: [{ number: '+491711234567', sim: 1 }],
    segmentsPerMinute: 15,
  })
})

it('has its secrets from files, and its SIMs from the environment', async () => {
  const file = path.join(folder, 'secret')
  writeFileSync(file, 'from a file\n')
  const { carriers } = await load(written(one), {
    environment: {
      HOMELINE_CARRIERS_PHONE_TOKEN_FILE: file,
      HOMELINE_CARRIERS_PHONE_SIGNING_KEY_FILE: file,
      HOMELINE_CARRIERS_PHONE_SIMS: '[{"number":"+447700900961","sim":2}]',
    },
  })
  expect(carriers['phone']).toMatchObject({
    token: 'from a file',
    signingKey: 'from a file',
    sims: [{ number: '+447700900961', sim: 2 }],
  })
})

it.each([
  ['[]', '', /sims/],
  ['[{ number: "0171 1234567", sim: 1 }]', '', /international form/],
  ['[{ number: "+491711234567", sim: 4 }]', '', /sim/],
  [
    '[{ number: "+491711234567", sim: 1 }, { number: "+491711234568", sim: 1 }]',
    '',
    /two sims are in one slot/,
  ],
  [
    '[{ number: "+491711234567", sim: 1 }, { number: "+49 171 1234567", sim: 2 }]',
    '',
    /two sims have one number/,
  ],
  [one, '    user: sms', /user and password go together/],
  [one, '    segmentsPerMinute: 0', /segmentsPerMinute/],
  [one, '    typo: 1', /typo/],
])('%s %s is a mistake that is named', async (sims, rest, reason) => {
  expect(await refusal(written(sims, rest))).toMatch(reason)
})
