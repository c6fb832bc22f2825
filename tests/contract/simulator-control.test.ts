import { request } from 'node:http'
import { describe, expect, it } from 'vitest'
import { ownNumber } from '../support/own-number.ts'
import { type TestSimulator, testSimulator } from '../support/simulator.ts'
import { until } from '../support/wait.ts'

const nowhere = 'http://127.0.0.1:9/hook'
const ada = '+13035550142'

describe('the phones', () => {
  it('are two at the first start, and get a free number of their own', async () => {
    await using simulator = await testSimulator()
    const added = await simulator.control('POST', '/handsets', { name: 'Cleo' })
    const { handsets } = await simulator.state()
    expect(added.status).toBe(201)
    expect(handsets.map(({ name }) => name)).toEqual(['Ada', 'Ben', 'Cleo'])
    expect(new Set(handsets.map(({ number }) => number)).size).toBe(3)
  })

  it.each(['12345', 'ACME Bank', 'anonymous', '+4915112345678'])('text as %s', async (from) => {
    await using simulator = await testSimulator()
    const number = await ownNumber(simulator, nowhere)
    await simulator.text(from, number, 'hello')
    expect(await simulator.messages(from)).toMatchObject([{ from, to: number, direction: 'in' }])
  })
})

const file = { type: 'image/png', base64: 'AAAA' }
const large = { ...file, base64: 'A'.repeat(3_400_000) }
const withFiles = (...media: object[]) => ({ from: ada, to: '+14155550119', text: '', media })

describe('bad input', () => {
  it.each([
    [
      'POST',
      '/messages',
      { from: ada, to: '+14155550119', text: '' },
      400,
      /text: write something, or send a file/,
    ],
    ['POST', '/messages', { from: ada, to: '+14155550119' }, 400, /text/],
    [
      'POST',
      '/messages',
      { from: '?', to: '+14155550119', text: 'x' },
      400,
      /from: write a number/,
    ],
    ['POST', '/messages', { from: ada, to: '+14155550100', text: 'x' }, 404, /get it first/],
    ['POST', '/messages', { from: ada, to: '+14155550119', text: 'x'.repeat(1601) }, 400, /1600/],
    [
      'POST',
      '/messages',
      { from: ada, to: '+14155550119', text: 'x'.repeat(8_999_999) },
      413,
      /large/,
    ],
    ['POST', '/messages', withFiles({ type: 'image/png', base64: '?' }), 400, /media\.0\.base64/],
    ['POST', '/messages', withFiles({ type: 'image/png', base64: '' }), 400, /media\.0\.base64/],
    ['POST', '/messages', withFiles({ type: 'picture', base64: 'AAAA' }), 400, /media\.0\.type/],
    ['POST', '/messages', withFiles({ type: 'a/b\r\nc: d', base64: 'AAAA' }), 400, /type/],
    ['POST', '/messages', withFiles(...Array(11).fill(file)), 400, /10 files at most/],
    ['POST', '/messages', withFiles(large, large), 400, /larger than 5 MB/],
    ['GET', '/media/none', undefined, 404, /no such file/],
    ['POST', '/handsets', { name: '' }, 400, /name/],
    ['POST', '/handsets', { number: 'abc' }, 400, /international form/],
    ['DELETE', '/handsets/+1999', undefined, 404, /no such phone/],
    ['PUT', '/settings', { delay: -1 }, 400, /delay/],
    ['PUT', '/settings', { typo: 1 }, 400, /typo/],
    ['GET', '/messages?limit=0', undefined, 400, /limit/],
    ['GET', '/nothing', undefined, 404, /nothing here/],
  ])('%s %s %o gets %i and a sentence', async (method, path, body, status, error) => {
    await using simulator = await testSimulator()
    await ownNumber(simulator, nowhere)
    const answer = await simulator.control(method, path, body)
    expect(answer).toMatchObject({ status, body: { error: expect.stringMatching(error) } })
  })

  it('that is no JSON gets 400 and a sentence', async () => {
    await using simulator = await testSimulator()
    const headers = { 'content-type': 'application/json' }
    const init = { method: 'POST', headers, body: '{"from":' }
    const response = await fetch(`${simulator.url}/_sim/messages`, init)
    expect([response.status, await response.json()]).toEqual([
      400,
      { error: 'This is not well-formed.' },
    ])
  })
})

describe('other web pages', () => {
  it.each([
    { origin: 'https://evil.example' },
    { origin: 'null' },
    { host: 'evil.example' },
    { host: 'evil.example:80', origin: 'http://evil.example:80' },
    { 'sec-fetch-site': 'cross-site' },
  ])('can not control the phones: %o', async (headers) => {
    await using simulator = await testSimulator()
    expect(await statusOf(simulator, '/_sim/state', headers)).toBe(403)
    expect(await statusOf(simulator, '/handset/', headers)).toBe(403)
  })

  it('but the own one can, by either name of this machine', async () => {
    await using simulator = await testSimulator()
    const { host, port } = new URL(simulator.url)
    const own = { origin: simulator.url, host, 'sec-fetch-site': 'same-origin' }
    expect(await statusOf(simulator, '/_sim/state', own)).toBe(200)
    expect(await statusOf(simulator, '/_sim/state', { host: `localhost:${port}` })).toBe(200)
  })

  it('are kept out of the page itself by its policy', async () => {
    await using simulator = await testSimulator()
    const { headers } = await fetch(simulator.handset)
    expect(headers.get('content-security-policy')).toContain("default-src 'none'")
  })
})

it('tells every change to who listens', async () => {
  await using simulator = await testSimulator()
  const stopping = new AbortController()
  const response = await fetch(`${simulator.url}/_sim/events`, { signal: stopping.signal })
  let heard = ''
  const listening = (async () => {
    for await (const chunk of response.body ?? []) heard += Buffer.from(chunk).toString('utf8')
  })().catch(() => undefined)
  const number = await ownNumber(simulator, nowhere)
  await simulator.text(ada, number, 'line one\nline two')
  await until('both', () => heard.includes('event: state') && heard.includes('line one\\nline two'))
  stopping.abort()
  await listening
})

it('writes neither numbers nor texts into the log', async () => {
  await using simulator = await testSimulator()
  const number = await ownNumber(simulator, nowhere)
  await simulator.settings({ webhookRetries: 0 })
  await simulator.text(ada, number, 'a secret')
  await until('the loss', async () => (await simulator.messages())[0]?.handover === 'lost')
  await simulator.control('POST', '/messages', { from: ada })
  const lines = simulator.log.lines.join('\n')
  expect(lines).not.toMatch(/secret|\d{7}/)
})

/** `fetch` would not let the host be another. */
function statusOf(simulator: TestSimulator, path: string, headers: Record<string, string>) {
  return new Promise<number | undefined>((resolve, reject) => {
    request(simulator.url + path, { headers }, (response) => {
      response.resume()
      resolve(response.statusCode)
    })
      .once('error', reject)
      .end()
  })
}
