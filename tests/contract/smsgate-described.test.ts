import { spawn } from 'node:child_process'
import { once } from 'node:events'
import path from 'node:path'
import { createInterface } from 'node:readline'
import { afterAll, beforeAll, expect, it } from 'vitest'
import type { Carrier } from '../../src/core/carrier.ts'
import { text } from './carrier-suite.ts'
import { adapterAt, deviceId, first, messageId } from './smsgate/gateway.ts'

/** The server's own description as a server: refuses what does not fit it, answers with its examples. */
async function startMock(): Promise<AsyncDisposable & { readonly carrier: Required<Carrier> }> {
  const program = path.resolve('node_modules/@stoplight/prism-cli/dist/index.js')
  const file = path.resolve('tests/fixtures/smsgate/swagger.trimmed.json')
  const flags = ['mock', '--errors', '--host', '127.0.0.1', '--port', '0']
  const child = spawn(process.execPath, [program, ...flags, file], {
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  let url = ''
  for await (const line of createInterface(child.stdout)) {
    url = /listening on (http:\S+)/.exec(line)?.[1] ?? ''
    if (url !== '') break
  }
  child.stdout.resume()
  return {
    carrier: adapterAt(`${url}/3rdparty/v1`, { deviceId }),
    async [Symbol.asyncDispose]() {
      child.kill()
      await once(child, 'exit')
    },
  }
}

let mock: Awaited<ReturnType<typeof startMock>>
beforeAll(async () => {
  mock = await startMock()
})
afterAll(async () => await mock[Symbol.asyncDispose]())

it('sends, asks and has reported again as the description wants it', async () => {
  const { carrier } = mock
  expect(await carrier.send(text)).toEqual({ id: messageId, state: 'sent' })
  expect(await carrier.state(messageId)).toMatchObject({ kind: 'receipt', state: 'sent' })
  await carrier.reportAgain(new Date(Date.now() - 60_000))
})

it('registers webhooks and looks for its phone as described', async () => {
  const { carrier } = mock
  await carrier.numbers.configure(first)
  // That of the example was taken away.
  expect(await carrier.problem()).toMatch(/no phone yet/)
})

it('is told when a request does not fit', async () => {
  await expect(mock.carrier.send({ ...text, text: '' })).rejects.toMatchObject({ maybeSent: false })
})
