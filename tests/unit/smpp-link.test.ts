import { connect, createServer, type Socket } from 'node:net'
import { expect, it } from 'vitest'
import { listen } from '../../src/lib/listen.ts'
import { encodePdu } from '../../src/lib/smpp/encode.ts'
import { createLink } from '../../src/lib/smpp/link.ts'

it('ends a connection whose other end asks and asks and reads no answer', async () => {
  const enquiry = encodePdu({ sequence: 1, status: 0, body: { kind: 'enquire_link' } })
  const flood = Buffer.concat(Array.from({ length: 4000 }, () => enquiry))
  const server = createServer((socket: Socket) => {
    socket.pause().on('error', () => {})
    const ask = () => {
      while (!socket.destroyed && socket.write(flood));
    }
    socket.on('drain', ask)
    ask()
  })
  const port = await listen(server, '127.0.0.1', 0)
  const socket = connect(port, '127.0.0.1')
  const answer = () => Promise.reject(new Error('Nothing else is asked'))
  const link = createLink({ socket, enquireMs: 60_000, responseMs: 60_000, answer })
  expect((await link.ended).message).toBe('The other end does not read')
  server.close()
})
