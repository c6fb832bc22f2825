import { once } from 'node:events'
import { createServer, type RequestListener } from 'node:http'
import { createServer as createTcpServer, type Socket } from 'node:net'
import { text } from 'node:stream/consumers'
import { expect, it } from 'vitest'
import { exchange, HttpError } from '../../src/lib/http.ts'
import { close, listen } from '../../src/lib/listen.ts'

async function serve(answer: RequestListener) {
  const server = createServer(answer)
  const port = await listen(server, '127.0.0.1', 0)
  return {
    url: `http://127.0.0.1:${port}/path?a=b`,
    server,
    [Symbol.asyncDispose]: async () => await close(server, 0),
  }
}

const get = { method: 'GET', timeoutMs: 5000 } as const

async function failure(call: Promise<unknown>): Promise<HttpError> {
  const error = await call.then(
    () => undefined,
    (thrown: unknown) => thrown,
  )
  if (!(error instanceof HttpError)) throw new Error(`No HttpError but ${String(error)}`)
  return error
}

it('carries method, headers and body there and status, headers and body back', async () => {
  await using server = await serve(async (request, response) => {
    const { method, url, headers } = request
    const given = { method, url, type: headers['content-type'], body: await text(request) }
    response.writeHead(418, { 'x-kind': 'teapot' }).end(JSON.stringify(given))
  })
  const headers = { 'content-type': 'text/plain; charset=utf-8' }
  const answer = await exchange(server.url, { ...get, method: 'POST', headers, body: 'tea 🫖' })
  expect(answer).toMatchObject({ status: 418, headers: { 'x-kind': 'teapot' } })
  const given = { method: 'POST', url: '/path?a=b', type: headers['content-type'], body: 'tea 🫖' }
  expect(JSON.parse(answer.body.toString())).toEqual(given)
})

it('keeps its connection for the next call', async () => {
  await using server = await serve((_, response) => void response.end())
  let connections = 0
  server.server.on('connection', () => {
    connections += 1
  })
  for (let call = 0; call < 3; call += 1) await exchange(server.url, get)
  expect(connections).toBe(1)
})

it('lets go of an unused connection before a server does, or something in between', async () => {
  // Says nothing of how long it keeps connections.
  await using server = await serve((_, response) => void response.end())
  server.server.keepAliveTimeout = 0
  const connection = once(server.server, 'connection')
  await exchange(server.url, get)
  const [socket] = (await connection) as [Socket]
  const since = performance.now()
  await once(socket, 'close')
  expect(performance.now() - since).toBeLessThan(5000)
}, 20_000)

it('does not take a slow answer for an unused connection', async () => {
  await using server = await serve((_, response) => {
    setTimeout(() => response.end('late'), 4500)
  })
  const answer = await exchange(server.url, { ...get, timeoutMs: 10_000 })
  expect(answer.body.toString()).toBe('late')
}, 20_000)

it('follows no redirection', async () => {
  await using server = await serve((_, response) => {
    response.writeHead(302, { location: 'http://127.0.0.1:1/' }).end()
  })
  expect((await exchange(server.url, get)).status).toBe(302)
})

it('says that nothing has left where nobody listens', async () => {
  const { url } = await (async () => {
    await using server = await serve(() => {})
    return server
  })()
  expect(await failure(exchange(url, get))).toMatchObject({ isUnsent: true, code: 'ECONNREFUSED' })
})

it('says that nothing has left when the connection is not safe', async () => {
  await using server = await serve(() => {})
  const error = await failure(exchange(server.url.replace('http:', 'https:'), get))
  expect(error.isUnsent).toBe(true)
})

it.each([
  ['cut off before its answer', (response: { destroy(): unknown }) => response.destroy()],
  ['never answered', () => {}],
])('says that a call may have arrived that is %s', async (_, treat) => {
  await using server = await serve((_request, response) => void treat(response))
  expect(await failure(exchange(server.url, { ...get, timeoutMs: 200 }))).toMatchObject({
    isUnsent: false,
  })
})

it('says that a call on a kept connection may have arrived', async () => {
  let isFirst = true
  await using server = await serve((_, response) => {
    if (isFirst) response.end()
    else response.destroy()
    isFirst = false
  })
  await exchange(server.url, get)
  expect((await failure(exchange(server.url, get))).isUnsent).toBe(false)
})

it('gives up when the answer does not end in time, and when it is told to', async () => {
  await using server = await serve((_, response) => void response.write('still'))
  await failure(exchange(server.url, { ...get, timeoutMs: 200 }))
  const stopping = new AbortController()
  const arrived = once(server.server, 'request')
  const call = failure(exchange(server.url, { ...get, signal: stopping.signal }))
  await arrived
  stopping.abort()
  expect((await call).isUnsent).toBe(false)
})

it('reads no more than it may', async () => {
  await using server = await serve((_, response) => {
    const more = () => {
      while (!response.destroyed && response.write('x'.repeat(10_000)));
    }
    response.on('drain', more)
    more()
  })
  const error = await failure(exchange(server.url, { ...get, maxBytes: 100_000 }))
  expect(error.message).toContain('longer than 100000 bytes')
  expect(error.code).toBe('TOO_LONG')
})

it('ends when the answer is a change to another protocol', async () => {
  const server = createTcpServer((socket) => {
    socket.on('error', () => {})
    socket.once('data', () => {
      socket.write('HTTP/1.1 101 Switching Protocols\r\nUpgrade: x\r\nConnection: Upgrade\r\n\r\n')
    })
  })
  const port = await listen(server, '127.0.0.1', 0)
  const error = await failure(exchange(`http://127.0.0.1:${port}/`, get))
  expect(error).toMatchObject({ message: 'The answer is of another protocol', isUnsent: false })
  server.close()
})
