import { spawn } from 'node:child_process'
import { once } from 'node:events'
import path from 'node:path'
import { createInterface } from 'node:readline'
import { afterAll, beforeAll, expect, it } from 'vitest'
import type { Carrier } from '../../src/core/carrier.ts'
import { accountSid, adapterAt, errorOf, message, phone } from './twilio/provider.ts'

/** The provider's own description as a server: refuses what does not fit it, answers with its examples. */
interface Mock extends AsyncDisposable {
  readonly url: string
  readonly carrier: Carrier
}

async function startMock(description: string): Promise<Mock> {
  const program = path.resolve('node_modules/@stoplight/prism-cli/dist/index.js')
  const file = path.resolve('tests/fixtures/twilio', description)
  const flags = ['mock', '--host', '127.0.0.1', '--port', '0']
  const child = spawn(process.execPath, [program, ...flags, file], {
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  let url: string | undefined
  for await (const line of createInterface(child.stdout)) {
    url = /listening on (http:\S+)/.exec(line)?.[1]
    if (url !== undefined) break
  }
  child.stdout.resume()
  return {
    url: url ?? '',
    carrier: adapterAt(url ?? '', {
      messagingServiceSid: `MG${'0'.repeat(32)}`,
      deleteMedia: true,
    }),
    async [Symbol.asyncDispose]() {
      child.kill()
      await once(child, 'exit')
    },
  }
}

let mock: Mock
beforeAll(async () => {
  mock = await startMock('twilio_api_v2010.trimmed.relaxed.json')
})
afterAll(async () => await mock[Symbol.asyncDispose]())

it('sends and asks as the provider’s description wants it', async () => {
  const { carrier } = mock
  expect(await carrier.send(message)).toMatchObject({ id: expect.stringMatching(/^SM/) })
  expect(await carrier.state?.(`SM${'0'.repeat(32)}`)).toMatchObject({ kind: 'receipt' })
  expect(await Array.fromAsync(carrier.list?.(new Date()) ?? [])).toEqual([])
})

it('sends, lists and removes attachments as the description wants it', async () => {
  const { carrier, url } = mock
  const media = [1, 2].map((each) => ({ url: `https://here.example/${each}`, type: 'image/png' }))
  expect(await carrier.send({ ...message, text: '', media })).toMatchObject({ state: 'sent' })
  const folder = `/2010-04-01/Accounts/${accountSid}/Messages/MM${'0'.repeat(32)}/Media`
  await carrier.media?.remove?.({ kind: 'kept', url: `${url}${folder}/ME${'0'.repeat(32)}` })
  const wrong = carrier.media?.remove?.({ kind: 'kept', url: `${url}${folder}/other` })
  expect(await errorOf(wrong ?? Promise.resolve())).toMatchObject({ code: 'unknown' })
})

it('buys, lists, points and releases numbers as the description wants it', async () => {
  const { numbers } = mock.carrier
  expect(await numbers?.buy(phone('+14155552345'))).toMatchObject({ id: expect.any(String) })
  expect(await numbers?.owned()).toBeInstanceOf(Array)
  await numbers?.configure(`PN${'0'.repeat(32)}`)
  await numbers?.release(`PN${'0'.repeat(32)}`)
})

it('reads the balance as described', async () => {
  expect(await mock.carrier.balance?.()).toMatchObject({ currency: expect.any(String) })
})

it('is told when a request does not fit', async () => {
  const error = await errorOf(mock.carrier.state?.('none') ?? Promise.resolve())
  expect(error.maybeSent).toBe(false)
})
