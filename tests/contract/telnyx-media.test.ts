import { describe, expect, it } from 'vitest'
import { adapterAt, errorOf, startProvider } from './telnyx/adapter.ts'

const kept = (url: string) => ({ kind: 'kept', url }) as const
const picture = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x00, 0xff])

/** A file server on loopback, and the adapter that was told that it is one. */
async function startFiles(status: number, body: Uint8Array | string, headers = {}) {
  const provider = await startProvider((_, response) => {
    response.writeHead(status, headers).end(body)
  })
  const trusting = adapterAt('http://127.0.0.1:9', { mediaBase: provider.url, timeoutMs: 100 })
  return Object.assign(provider, { trusting })
}

describe('an attachment', () => {
  it('is fetched as it is, without credentials', async () => {
    await using files = await startFiles(200, picture)
    const bytes = await files.trusting.media.fetch(kept(`${files.url}/a/1.png?x=y`))
    expect(Buffer.from(bytes)).toEqual(picture)
    expect(files.asked).toMatchObject([{ method: 'GET', url: '/a/1.png?x=y', authorization: '' }])
  })

  it.each([
    [404, { code: 'not-found', isRetryable: false }],
    [403, { code: 'unauthorized', isRetryable: false }],
    [410, { code: 'not-found', isRetryable: false }],
    [429, { code: 'unavailable', isRetryable: true, retryAfter: 3000 }],
    [500, { code: 'unavailable', isRetryable: true }],
    [503, { code: 'unavailable', isRetryable: true, retryAfter: 3000 }],
  ])('that is not given out (%i) says whether asking again helps', async (status, wanted) => {
    await using files = await startFiles(status, '', { 'retry-after': '3' })
    const error = await errorOf(files.trusting.media.fetch(kept(`${files.url}/1`)))
    expect(error).toMatchObject({ ...wanted, maybeSent: false })
    expect(error.message).toMatch(/^[A-Z].*\.$/)
  })

  it('that is longer than any is not read to its end', async () => {
    await using files = await startFiles(200, Buffer.alloc(10_000_001))
    const error = await errorOf(files.trusting.media.fetch(kept(`${files.url}/1`)))
    expect(error).toMatchObject({ code: 'content', isRetryable: false })
  })

  it('that does not come to its end is asked for again', async () => {
    await using files = await startProvider((_, response) => {
      response.writeHead(200, { 'content-length': '100' }).write('half')
      setTimeout(() => response.destroy(), 5)
    })
    const trusting = adapterAt('http://127.0.0.1:9', { mediaBase: files.url })
    const error = await errorOf(trusting.media.fetch(kept(`${files.url}/1`)))
    expect(error).toMatchObject({ code: 'unavailable', isRetryable: true, maybeSent: false })
  })

  it('ends when it is given up', async () => {
    await using files = await startProvider(() => {})
    const trusting = adapterAt('http://127.0.0.1:9', { mediaBase: files.url })
    const stopping = new AbortController()
    const fetching = errorOf(trusting.media.fetch(kept(`${files.url}/1`), stopping.signal))
    await expect.poll(() => files.asked.length).toBe(1)
    stopping.abort()
    expect(await fetching).toMatchObject({ isRetryable: true })
  })
})

describe('an attachment is never fetched', () => {
  it.each(['127.0.0.1', 'localhost', '[::1]', '0x7f000001'])(
    'from this machine as %s, with or without encryption',
    async (host) => {
      await using files = await startFiles(200, picture)
      const { port } = new URL(files.url)
      const carrier = adapterAt(files.url)
      for (const scheme of ['http', 'https']) {
        const error = await errorOf(carrier.media.fetch(kept(`${scheme}://${host}:${port}/1`)))
        expect(error).toMatchObject({ code: 'malformed', isRetryable: false, maybeSent: false })
      }
      expect(files.asked).toEqual([])
    },
  )

  it.each([
    'https://10.0.0.1/1',
    'https://192.168.1.1/1',
    'https://169.254.169.254/latest/meta-data',
    'http://media.example.org/1',
    'file:///etc/passwd',
    'data:text/plain,hello',
    'javascript:alert(1)',
    '/relative',
    '',
  ])('from %j', async (url) => {
    const error = await errorOf(adapterAt('http://127.0.0.1:9').media.fetch(kept(url)))
    expect(error).toMatchObject({ code: 'malformed', isRetryable: false })
  })

  it('from where a file server leads, even one that is trusted', async () => {
    await using elsewhere = await startProvider((_, response) => void response.end(picture))
    for (const status of [301, 302, 303, 307, 308]) {
      await using files = await startFiles(status, '', { location: `${elsewhere.url}/1` })
      const error = await errorOf(files.trusting.media.fetch(kept(`${files.url}/1`)))
      expect(error).toMatchObject({ code: 'malformed', isRetryable: false })
    }
    expect(elsewhere.asked).toEqual([])
  })

  it('from another port or scheme than that of the server that is trusted', async () => {
    await using files = await startFiles(200, picture)
    await using other = await startFiles(200, picture)
    const addresses = [`${other.url}/1`, files.url.replace('http:', 'https:')]
    for (const address of addresses) {
      const error = await errorOf(files.trusting.media.fetch(kept(address)))
      expect(error).toMatchObject({ code: 'malformed' })
    }
    expect(other.asked).toEqual([])
  })
})
