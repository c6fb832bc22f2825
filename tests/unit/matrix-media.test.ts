import { createServer, type RequestListener } from 'node:http'
import { expect, it } from 'vitest'
import { HomeserverError } from '../../src/core/errors.ts'
import { parseMediaUri } from '../../src/core/media.ts'
import { close, listen } from '../../src/lib/listen.ts'
import { createMediaRequests } from '../../src/matrix/media.ts'

const uri = parseMediaUri('mxc://there.test:8448/abc')
const file = { bytes: new Uint8Array(3_000_000), type: 'image/png', name: 'a.png' }
const as = '@ida:here.test'

async function serve(answer: RequestListener) {
  const server = createServer(answer)
  const url = `http://127.0.0.1:${await listen(server, '127.0.0.1', 0)}`
  return {
    ...createMediaRequests(url, 'secret'),
    async failure(call: 'upload' | 'download'): Promise<HomeserverError> {
      if (uri === undefined) throw new Error('No URI')
      const { upload, download } = createMediaRequests(url, 'secret')
      const done: Promise<unknown> = call === 'upload' ? upload(as, file) : download(as, uri, 10)
      const error = await done.catch((thrown: unknown) => thrown)
      if (!(error instanceof HomeserverError)) throw new Error(`No such error: ${String(error)}`)
      return error
    },
    [Symbol.asyncDispose]: async () => await close(server, 0),
  }
}

it('gets a file from where the homeserver keeps it, and shows its token to nobody else', async () => {
  const tokens: unknown[] = []
  await using elsewhere = await serve((request, response) => {
    tokens.push(request.headers.authorization)
    if (request.url === '/kept') return void response.end('the file')
    expect(request.url).toBe(
      '/_matrix/client/v1/media/download/there.test%3A8448/abc?user_id=%40ida%3Ahere.test',
    )
    response.writeHead(307, { location: '/kept' }).end('somewhere else entirely')
  })
  if (uri === undefined) throw new Error('No URI')
  expect(Buffer.from(await elsewhere.download(as, uri, 8)).toString()).toBe('the file')
  expect(tokens).toEqual(['Bearer secret', undefined])
})

it.each([
  ['once more', '/again'],
  ['to a file of this machine', 'file:///etc/passwd'],
  ['to no address', 'http://['],
])('takes no file from a place that leads elsewhere %s', async (_, location) => {
  await using homeserver = await serve((_request, response) => {
    response.writeHead(302, { location }).end('not a file')
  })
  expect(await homeserver.failure('download')).toMatchObject({ status: 302, isRetryable: false })
})

it('takes a connection that breaks off for a file that is too large only where it is', async () => {
  let most: number | undefined
  await using homeserver = await serve((request, response) => {
    if (request.method === 'POST') return void request.socket.destroy()
    response.end(JSON.stringify({ 'm.upload.size': most }))
  })
  for (const [takes, expected] of [
    [2_999_999, { code: 'M_TOO_LARGE', isRetryable: false }],
    [3_000_000, { code: 'unreachable', isRetryable: true }],
    [undefined, { code: 'unreachable', isRetryable: true }],
  ] as const) {
    most = takes
    expect(await homeserver.failure('upload')).toMatchObject(expected)
  }
})

it.each([
  [413, '<html>', { code: 'M_TOO_LARGE', isRetryable: false }],
  [502, '<html>', { code: 'M_UNKNOWN', status: 502, isRetryable: true }],
  [200, '<html>', { code: 'M_UNKNOWN', status: 0, isRetryable: true }],
  [200, '{"content_uri":"https://x"}', { code: 'M_UNKNOWN', isRetryable: true }],
  [403, '{"errcode":"M_FORBIDDEN","error":"No"}', { code: 'M_FORBIDDEN', isRetryable: false }],
  [
    429,
    '{"errcode":"M_LIMIT_EXCEEDED","error":"Slow","retry_after_ms":1500}',
    { code: 'M_LIMIT_EXCEEDED', retryAfter: 1500, isRetryable: true },
  ],
])('understands an upload that is answered with %d %s', async (status, body, expected) => {
  await using homeserver = await serve((request, response) => {
    request.resume().on('end', () => response.writeHead(status).end(body))
  })
  expect(await homeserver.failure('upload')).toMatchObject(expected)
})

it.each(['mxc://../config', 'mxc://./config', 'mxc://a/../b', 'mxc://a'])(
  'takes %s for no file',
  (text) => {
    expect(parseMediaUri(text)).toBeUndefined()
  },
)
