import { request } from 'node:http'
import { buffer } from 'node:stream/consumers'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { publicUrl, type WebWorld, webWorld } from './web-world.ts'

let world: WebWorld
beforeAll(async () => {
  world = await webWorld()
})
afterAll(async () => await world[Symbol.asyncDispose]())

const minute = 60_000
const bytes = Buffer.from('0123456789'.repeat(100))
const picture = { bytes, type: 'image/jpeg', name: 'Straße "1".jpg' }

async function shelved(key: string, file = picture): Promise<string> {
  const address = await world.shelf.put(key, file, minute)
  return address.replace(publicUrl, world.url)
}

/** As it is written, without what a browser would make of it. */
async function raw(path: string, method = 'GET'): Promise<{ status: number; body: string }> {
  const { promise, resolve, reject } = Promise.withResolvers<{ status: number; body: string }>()
  const call = request({ host: '127.0.0.1', port: world.port, path, method }, async (response) => {
    const body = (await buffer(response)).toString()
    resolve({ status: response.statusCode ?? 0, body })
  })
  call.on('error', reject).end()
  return await promise
}

it('shows a file to whoever knows its address, and says all that a carrier asks for', async () => {
  const address = await shelved('shown')
  const answer = await fetch(address)
  expect(Buffer.from(await answer.arrayBuffer())).toEqual(bytes)
  expect(Object.fromEntries(answer.headers)).toMatchObject({
    'content-type': 'image/jpeg',
    'content-length': '1000',
    'accept-ranges': 'bytes',
    'cache-control': 'private, no-store',
    'x-content-type-options': 'nosniff',
    'content-security-policy': "sandbox; default-src 'none'",
    'content-disposition': `inline; filename="Stra_e _1_.jpg"; filename*=UTF-8''Stra%C3%9Fe%20%221%22.jpg`,
  })
  for (const header of ['etag', 'last-modified', 'set-cookie', 'x-powered-by']) {
    expect(answer.headers.has(header)).toBe(false)
  }
  const short = address.slice(0, address.lastIndexOf('/'))
  for (const other of [short, `${short}/any.thing`, `${short}/`]) {
    expect((await fetch(other)).status).toBe(200)
  }
})

it('tells of a file without sending it', async () => {
  const answer = await fetch(await shelved('head'), { method: 'HEAD' })
  expect(answer.status).toBe(200)
  expect(answer.headers.get('content-length')).toBe('1000')
  expect(await answer.text()).toBe('')
})

it.each([
  ['bytes=0-9', 206, 'bytes 0-9/1000', '0123456789'],
  ['bytes=995-', 206, 'bytes 995-999/1000', '56789'],
  ['bytes=-3', 206, 'bytes 997-999/1000', '789'],
  ['bytes=1000-', 416, 'bytes */1000', 'Range Not Satisfiable'],
  ['bytes=0-1,5-6', 200, null, bytes.toString()],
  ['lines=1-2', 200, null, bytes.toString()],
])('sends %s of a file', async (range, status, told, body) => {
  const answer = await fetch(await shelved('ranges'), { headers: { range } })
  expect(answer.status).toBe(status)
  expect(answer.headers.get('content-range')).toBe(told)
  expect(await answer.text()).toBe(body)
})

it('shows a file until its time has passed', async () => {
  const address = await shelved('ends')
  world.later(minute - 1)
  expect((await fetch(address)).status).toBe(200)
  world.later(1)
  expect((await fetch(address)).status).toBe(404)
  await world.shelf.sweep()
  expect((await fetch(address)).status).toBe(404)
})

it('shows nothing else, and does not tell one nothing from another', async () => {
  const path = new URL(await shelved('alone')).pathname
  const token = path.split('/')[2] ?? ''
  const changed = `${token.startsWith('A') ? 'B' : 'A'}${token.slice(1)}`
  const nothing = [
    '/media',
    '/media/',
    `/media/${changed}`,
    `/media/${token.slice(1)}`,
    `/media/${token}/a/b`,
    `/media/${token}%2fbytes`,
    `/media/${token}%00`,
    '/media/%E0%A4%A',
    '/media/.',
    '/media/..',
    '/media/../homeline.db',
    '/media/..%2fhomeline.db',
    '/media/%2e%2e/homeline.db',
    '/media/..%5chomeline.db',
    '/media/%2Fetc%2Fpasswd',
    `/media/${token}/../../homeline.db`,
  ]
  const answers = await Promise.all(nothing.map(async (each) => [each, await raw(each)]))
  const expected = { status: 404, body: 'Not Found' }
  expect(answers).toEqual(nothing.map((each) => [each, expected]))
  for (const method of ['POST', 'PUT', 'DELETE', 'OPTIONS']) {
    expect(await raw(path, method)).toEqual(expected)
  }
})

it('makes nothing of a file that a browser would run', async () => {
  const page = { bytes: Buffer.from('<script>'), type: 'text/plain', name: 'a.txt' }
  const { headers } = await fetch(await shelved('page', page))
  expect(headers.get('content-type')).toBe('text/plain; charset=utf-8')
  expect(headers.get('content-security-policy')).toContain('sandbox')
})
