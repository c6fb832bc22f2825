import { createServer } from 'node:http'
import type { LookupFunction } from 'node:net'
import { fc } from '@fast-check/vitest'
import { describe, expect, it } from 'vitest'
import { exchange, HttpError } from '../../src/lib/http.ts'
import { close, listen } from '../../src/lib/listen.ts'
import { isPublicAddress, publicLookup } from '../../src/lib/public-address.ts'

const get = { method: 'GET', timeoutMs: 5000 } as const

/** A server on loopback that counts what reaches it. */
async function serve() {
  let requests = 0
  const server = createServer((_, response) => {
    requests += 1
    response.end('reached')
  })
  const port = await listen(server, '127.0.0.1', 0)
  return {
    port,
    requests: () => requests,
    [Symbol.asyncDispose]: async () => await close(server, 0),
  }
}

/** Leads every name to this machine. */
const toLoopback: LookupFunction = (_, options, callback) =>
  options.all === true
    ? callback(null, [{ address: '127.0.0.1', family: 4 }])
    : callback(null, '127.0.0.1', 4)

describe('an address', () => {
  it.each([
    '8.8.8.8',
    '100.128.0.1',
    '172.32.0.1',
    '223.255.255.255',
    '2606:4700::1',
    '2001:200::1',
  ])('%s is public', (address) => {
    expect(isPublicAddress(address)).toBe(true)
  })

  it.each([
    ...['0.0.0.0', '10.1.2.3', '100.64.0.1', '127.0.0.1', '169.254.169.254', '172.31.255.255'],
    ...['192.0.0.8', '192.0.2.1', '192.88.99.1', '192.168.1.1', '198.19.0.1', '198.51.100.1'],
    ...['203.0.113.1', '224.0.0.1', '240.0.0.1', '255.255.255.255'],
    ...[
      '::',
      '::1',
      '::ffff:8.8.8.8',
      '::ffff:127.0.0.1',
      '64:ff9b::7f00:1',
      'fe80::1',
      'fe80::1%lo',
    ],
    ...[
      'fc00::1',
      'fd12::1',
      'ff02::1',
      '2001::1',
      '2001:db8::1',
      '2002:7f00:1::',
      '3fff::1',
      '4000::1',
    ],
    ...['', 'localhost', '8.8.8', '08.8.8.8', '8.8.8.8:80'],
  ])('%j is not public', (address) => {
    expect(isPublicAddress(address)).toBe(false)
  })

  it('of a private network is never public, in whatever form it comes', () => {
    const byte = fc.integer({ min: 0, max: 255 })
    void fc.assert(
      fc.property(
        fc.constantFrom('10', '127', '192.168', '169.254', '0'),
        byte,
        byte,
        byte,
        (start, ...rest) => {
          const parts = [...start.split('.'), ...rest.map(String)].slice(0, 4)
          const plain = parts.join('.')
          return !isPublicAddress(plain) && !isPublicAddress(`::ffff:${plain}`)
        },
      ),
    )
  })
})

describe('a call to the public Internet only', () => {
  it.each(['127.0.0.1', '[::1]', '0x7f.1', '2130706433', 'localhost', '[::ffff:127.0.0.1]'])(
    'never reaches this machine as %s',
    async (host) => {
      await using server = await serve()
      const url = `http://${host}:${server.port}/`
      const call = exchange(url, { ...get, lookup: publicLookup() })
      await expect(call).rejects.toThrow(HttpError)
      await expect(call).rejects.toMatchObject({ isUnsent: true, code: 'ENOTPUBLIC' })
      expect(server.requests()).toBe(0)
    },
  )

  it('does not take a connection that was kept for somebody else', async () => {
    await using server = await serve()
    const url = `http://localhost:${server.port}/`
    await exchange(url, { ...get, lookup: toLoopback })
    await exchange(url, get)
    await expect(exchange(url, { ...get, lookup: publicLookup() })).rejects.toThrow(HttpError)
    expect(server.requests()).toBe(2)
  })

  it('connects to where it was told to, under the name that was asked for', async () => {
    let host: string | undefined
    const server = createServer((request, response) => {
      host = request.headers.host
      response.end()
    })
    const port = await listen(server, '127.0.0.1', 0)
    const url = `http://files.example:${port}/`
    const { status } = await exchange(url, { ...get, lookup: toLoopback })
    expect({ status, host }).toEqual({ status: 200, host: `files.example:${port}` })
    await close(server, 0)
  })
})

describe('a name', () => {
  const inside = { address: '10.0.0.1', family: 4 }
  const outside = { address: '8.8.8.8', family: 4 }
  const ask = (find: LookupFunction, options: object) =>
    new Promise((done) => find('files.example', options, (...answer) => done(answer)))

  it('leads to its public addresses only', async () => {
    const find = publicLookup((_name, _options, callback) => callback(null, [inside, outside]))
    expect(await ask(find, { all: true })).toEqual([null, [outside]])
    expect(await ask(find, {})).toEqual([null, '8.8.8.8', 4])
  })

  it.each([[[]], [[inside]]])('with the addresses %j leads nowhere', async (found) => {
    const find = publicLookup((_name, _options, callback) => callback(null, found))
    const answer = await ask(find, { all: true })
    expect(answer).toEqual([expect.objectContaining({ code: 'ENOTPUBLIC' }), []])
  })

  it('that nobody knows fails as it does elsewhere', async () => {
    const call = exchange('http://nowhere.invalid/', { ...get, lookup: publicLookup() })
    await expect(call).rejects.toMatchObject({ isUnsent: true, code: expect.stringMatching(/^E/) })
  })
})
