import path from 'node:path'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { type CarrierProcess, startCarrier } from '../support/carrier-process.ts'
import { runHomeline, temporaryFolder } from '../support/homeline.ts'

let folder: Awaited<ReturnType<typeof temporaryFolder>>
let carrier: CarrierProcess

beforeAll(async () => {
  folder = await temporaryFolder()
  carrier = await startCarrier(folder.path)
  await carrier.phones.configure({ speed: 20 })
})

afterAll(async () => {
  await carrier[Symbol.asyncDispose]()
  await folder[Symbol.asyncDispose]()
})

const number = '+14155550119'
const phone = '+12025550181'

async function check(args: readonly string[], env: Readonly<Record<string, string>> = {}) {
  const data = path.join(folder.path, 'data')
  const all = ['carrier', 'check', ...args, '--data', data]
  const { status, output } = await runHomeline(all, { ...carrier.environment, ...env })
  expect(output).not.toMatch(/^\s+at /m)
  return { status, output }
}

/** As its owner does it at the provider. */
async function buy(): Promise<void> {
  const { HOMELINE_CARRIERS_SIM_ACCOUNT_SID: sid = '' } = carrier.environment
  const { HOMELINE_CARRIERS_SIM_AUTH_TOKEN: token = '' } = carrier.environment
  const url = `${carrier.url}/2010-04-01/Accounts/${sid}/IncomingPhoneNumbers.json`
  const headers = { authorization: `Basic ${btoa(`${sid}:${token}`)}` }
  const body = new URLSearchParams({ PhoneNumber: number })
  expect((await fetch(url, { method: 'POST', headers, body })).status).toBe(201)
}

it('says what is wrong and what to do, and names the carriers that there are', async () => {
  const unknown = await check(['mian'])
  expect(unknown.output).toContain('The configuration has no carrier "mian". There are: "sim".')
  expect(unknown.status).toBe(1)
  expect((await check(['constructor'])).output).toContain('no carrier "constructor"')

  const refused = await check(['sim'], { HOMELINE_CARRIERS_SIM_AUTH_TOKEN: 'not the token' })
  expect(refused.output).toMatch(/✗ Carrier "sim": \S.*\n {4}Check carriers\.sim/)
  expect(refused.output).not.toContain('not the token')
  expect(refused.status).toBe(1)
})

it('finds a carrier fine, sends one text when it is told to, and says what became of it', async () => {
  const url = { HOMELINE_WEB_PUBLIC_URL: 'https://texts.example.org' }
  const before = await check(['sim', '--text', phone], url)
  expect(before.output).toContain('✗ Test text: there is no number to send it from')
  await buy()

  const quiet = await check(['sim'], url)
  expect(quiet.output).toMatch(
    /✓ Carrier "sim": balance .*, 1 numbers\n✓ Its numbers: \+1 415 555 0119/,
  )
  expect(quiet.output).toContain('· Public URL https://texts.example.org')
  expect(quiet.status).toBe(0)
  expect(await carrier.phones.messages()).toEqual([])

  const sent = await check(['sim', '--text', phone], url)
  expect(sent.output).toContain('✓ Test text from +1 415 555 0119 to +1 202 555 0181: delivered')
  expect(sent.status).toBe(0)
  expect(await carrier.phones.messages()).toMatchObject([
    { direction: 'out', from: number, to: phone, status: 'delivered' },
  ])

  const failed = await check(['sim', '--text', '+15005550007'], url)
  expect(failed.output).toMatch(/✗ Test text .*0007: \S.*\(30007\)/)
  expect(failed.status).toBe(1)
})
