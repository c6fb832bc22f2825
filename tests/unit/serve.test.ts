import { createServer } from 'node:http'
import { connect } from 'node:net'
import { text as textOf } from 'node:stream/consumers'
import { gzipSync } from 'node:zlib'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { close, listen } from '../../src/lib/listen.ts'
import { bodyOf, RequestError } from '../../src/lib/request.ts'
import { serve } from '../../src/lib/serve.ts'

const failures: unknown[] = []
const server = createServer(
  serve(
    async (request) => ({ status: 200, json: { body: (await bodyOf(request, 10)).toString() } }),
    (error) => {
      failures.push(error)
      return { status: error instanceof RequestError ? error.status : 500 }
    },
  ),
)
let port = 0
beforeEach(async () => {
  failures.length = 0
  port = await listen(server, '127.0.0.1', 0)
})
afterEach(async () => await close(server, 0))

/** @returns the answer's status line and its body */
async function ask(head: string, body: string): Promise<[string, string]> {
  const socket = connect(port, '127.0.0.1')
  socket.write(`POST / HTTP/1.1\r\nHost: x\r\nConnection: close\r\n${head}\r\n\r\n${body}`)
  const [top = '', ...rest] = (await textOf(socket)).split('\r\n\r\n')
  return [top.split('\r\n', 1)[0] ?? '', rest.join('\r\n\r\n')]
}

describe('a request’s body', () => {
  it.each([
    ['Content-Length: 0', '', '{"body":""}'],
    ['X: no body', '', '{"body":""}'],
    ['Content-Length: 10', '0123456789', '{"body":"0123456789"}'],
    ['Content-Length: 6', 'grüß', '{"body":"grüß"}'],
    ['Transfer-Encoding: chunked', '3\r\nabc\r\n2\r\nde\r\n0\r\n\r\n', '{"body":"abcde"}'],
    ['Content-Encoding: Identity\r\nContent-Length: 1', 'a', '{"body":"a"}'],
    ['Content-Encoding:\r\nContent-Length: 1', 'a', '{"body":"a"}'],
  ])('is read whole: %s', async (head, body, answer) => {
    expect(await ask(head, body)).toEqual(['HTTP/1.1 200 OK', answer])
  })

  it.each([
    ['Content-Length: 11', '01234567890'],
    ['Transfer-Encoding: chunked', '6\r\nabcdef\r\n6\r\nghijkl\r\n0\r\n\r\n'],
  ])('that is too long is refused: %s', async (head, body) => {
    expect(await ask(head, body)).toEqual(['HTTP/1.1 413 Payload Too Large', expect.anything()])
  })

  it('that is too long leaves the connection to the next request', async () => {
    const socket = connect(port, '127.0.0.1')
    const head = 'POST / HTTP/1.1\r\nHost: x\r\nContent-Length: '
    socket.write(`${head}11\r\n\r\n01234567890`)
    socket.write(`${head}1\r\nConnection: close\r\n\r\na`)
    const answers = (await textOf(socket)).match(/^HTTP.*$|\{.*\}/gm)
    expect(answers).toEqual(['HTTP/1.1 413 Payload Too Large', 'HTTP/1.1 200 OK', '{"body":"a"}'])
  })

  it('that is compressed is refused', async () => {
    const body = gzipSync('a').toString('latin1')
    const head = `Content-Encoding: gzip\r\nContent-Length: ${Buffer.byteLength(body)}`
    expect((await ask(head, body))[0]).toBe('HTTP/1.1 415 Unsupported Media Type')
  })

  it('that breaks off is an error of its own', async () => {
    const socket = connect(port, '127.0.0.1')
    socket.write('POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 9\r\n\r\nabc')
    socket.end()
    socket.resume()
    await expect.poll(() => failures).toEqual([expect.objectContaining({ status: 400 })])
  })
})

it('answers what nobody foresaw as it is told to, and goes on', async () => {
  const broken = createServer(
    serve(
      async () => {
        throw new Error('a bug')
      },
      () => ({ status: 500 }),
    ),
  )
  const url = `http://127.0.0.1:${await listen(broken, '127.0.0.1', 0)}`
  expect((await fetch(url)).status).toBe(500)
  expect((await fetch(url)).status).toBe(500)
  await close(broken, 0)
})
