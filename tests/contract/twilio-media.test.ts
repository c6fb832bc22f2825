import { lookup } from 'node:dns'
import type { ServerResponse } from 'node:http'
import { describe, expect, it } from 'vitest'
import { createMedia } from '../../bridges/sms/twilio/media.ts'
import type { KeptMedia } from '../../src/core/carrier.ts'
import { json } from './told-provider.ts'
import {
  accountSid,
  adapterAt,
  authToken,
  errorOf,
  type Provider,
  startProvider,
} from './twilio/provider.ts'

const path = `/2010-04-01/Accounts/${accountSid}/Messages/MM1/Media/ME1`
const basic = `Basic ${Buffer.from(`${accountSid}:${authToken}`).toString('base64')}`
const png = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0, 0xff])
const kept = (url: string): KeptMedia => ({ kind: 'kept', url })

function mediaOf({ carrier }: Pick<Provider, 'carrier'>) {
  if (carrier.media === undefined) throw new Error('The carrier keeps no media')
  return carrier.media
}

describe('an attachment', () => {
  it('is fetched with proof of who asks', async () => {
    await using provider = await startProvider((_, response) => give(response))
    const bytes = await mediaOf(provider).fetch(kept(provider.url + path))
    expect(Buffer.from(bytes)).toEqual(png)
    expect(provider.asked).toMatchObject([{ method: 'GET', url: path, authorization: basic }])
  })

  it('is fetched where the provider stores it, without that proof', async () => {
    await using storage = await startProvider((_, response) => give(response))
    await using provider = await startProvider((_, response) =>
      json(response, 307, '', { location: `${storage.url}/stored?signature=x` }),
    )
    const media = mediaAt(provider.url)
    expect(Buffer.from(await media.fetch(kept(provider.url + path)))).toEqual(png)
    expect(provider.asked).toMatchObject([{ authorization: 'Basic proof' }])
    expect(storage.asked).toMatchObject([{ url: '/stored?signature=x', authorization: '' }])
  })

  it('elsewhere from the beginning is fetched without that proof', async () => {
    await using storage = await startProvider((_, response) => give(response))
    const media = mediaAt('https://api.example.org')
    expect(Buffer.from(await media.fetch(kept(`${storage.url}/1`)))).toEqual(png)
    expect(storage.asked).toMatchObject([{ authorization: '' }])
  })

  it.each([
    ['a private address', 'https://127.0.0.1/secret'],
    ['a name of this machine', 'https://localhost/secret'],
    ['a private address in disguise', 'https://[::ffff:10.0.0.1]/secret'],
    ['an address that is not secure', 'http://8.8.8.8/picture'],
    ['a file', 'file:///etc/passwd'],
    ['nothing that is an address', 'no address'],
  ])('is not fetched from %s', async (_, url) => {
    const error = await errorOf(
      mediaOf({ carrier: adapterAt('http://127.0.0.1:9') }).fetch(kept(url)),
    )
    expect(error).toMatchObject({ code: 'malformed', isRetryable: false, maybeSent: false })
    await using provider = await startProvider((_asked, response) =>
      json(response, 302, '', { location: url === 'no address' ? 'http://' : url }),
    )
    const redirected = await errorOf(mediaOf(provider).fetch(kept(provider.url + path)))
    expect(redirected).toMatchObject({ code: 'malformed', isRetryable: false })
  })

  it('that leads from place to place is given up', async () => {
    await using provider = await startProvider((_, response) =>
      json(response, 302, '', { location: path }),
    )
    const error = await errorOf(mediaOf(provider).fetch(kept(provider.url + path)))
    expect(error).toMatchObject({ code: 'malformed' })
    expect(provider.asked.length).toBeLessThan(6)
  })

  it.each([
    [404, { code: 'not-found', isRetryable: false }],
    [410, { code: 'not-found', isRetryable: false }],
    [401, { code: 'unauthorized', isRetryable: false }],
    [403, { code: 'unauthorized', isRetryable: false }],
    [400, { code: 'unavailable', isRetryable: false }],
    [304, { code: 'unavailable', isRetryable: false }],
    [206, { code: 'unavailable', isRetryable: false }],
    [429, { code: 'unavailable', isRetryable: true, retryAfter: 7000 }],
    [500, { code: 'unavailable', isRetryable: true, retryAfter: 7000 }],
    [503, { code: 'unavailable', isRetryable: true, retryAfter: 7000 }],
  ])('answered with %i says whether to ask again', async (status, wanted) => {
    await using provider = await startProvider((_, response) =>
      json(response, status, '', { 'retry-after': '7' }),
    )
    const error = await errorOf(mediaOf(provider).fetch(kept(provider.url + path)))
    expect(error).toMatchObject({ ...wanted, maybeSent: false })
    expect(error.message).toMatch(/^[A-Z].*\.$/)
  })

  it('of endless size is not read to the end, nor again', async () => {
    await using provider = await startProvider((_, response) => {
      response.writeHead(200)
      const fill = () => {
        while (response.write(Buffer.alloc(100_000))) {}
      }
      response.on('drain', fill)
      fill()
    })
    const error = await errorOf(mediaOf(provider).fetch(kept(provider.url + path)))
    expect(error).toMatchObject({ code: 'content', isRetryable: false })
  })

  it('may be asked for again when there was no answer', async () => {
    await using silent = await startProvider(() => {}, { timeoutMs: 50 })
    await using cut = await startProvider((_, _response, request) => void request.socket.destroy())
    const away = adapterAt('http://127.0.0.1:9')
    for (const [provider, url] of [
      [silent, silent.url],
      [cut, cut.url],
      [{ carrier: away }, 'http://127.0.0.1:9'],
    ] as const) {
      const error = await errorOf(mediaOf(provider).fetch(kept(url + path)))
      expect(error).toMatchObject({ code: 'unavailable', isRetryable: true, maybeSent: false })
      expect(JSON.stringify(error)).not.toContain(authToken)
    }
  })

  it('is given up when that is asked for', async () => {
    const stopping = new AbortController()
    await using provider = await startProvider(() => stopping.abort())
    const fetching = mediaOf(provider).fetch(kept(provider.url + path), stopping.signal)
    expect(await errorOf(fetching)).toMatchObject({ code: 'unavailable' })
  })
})

describe('removing an attachment', () => {
  it('is there only where it is wanted', async () => {
    expect(mediaOf({ carrier: adapterAt('http://127.0.0.1:9') }).remove).toBeUndefined()
    await using provider = await startProvider((_, response) => json(response, 204, ''), {
      deleteMedia: true,
    })
    await mediaOf(provider).remove?.(kept(provider.url + path))
    expect(provider.asked).toMatchObject([
      { method: 'DELETE', url: `${path}.json`, authorization: basic },
    ])
  })

  it('that is gone already, or is not the account’s, is no error', async () => {
    await using provider = await startProvider(
      (_, response) => json(response, 404, { code: 20404 }),
      { deleteMedia: true },
    )
    const media = mediaOf(provider)
    await media.remove?.(kept(provider.url + path))
    await media.remove?.(kept('https://files.example.org/1'))
    await media.remove?.(kept(`${provider.url}/2010-04-01/Accounts/ACother/Messages/MM1/Media/ME1`))
    expect(provider.asked).toHaveLength(1)
  })
})

/** One that may fetch from this machine, too. */
function mediaAt(apiBase: string) {
  const elsewhere = { protocol: 'http:', lookup }
  const api = { authorization: 'Basic proof', call: unused, remove: unused }
  return createMedia({ api, apiBase, account: `${apiBase}/x`, timeoutMs: 5000, elsewhere })
}

function give(response: ServerResponse): void {
  response.writeHead(200).end(png)
}

function unused(): Promise<never> {
  throw new Error('This is not called')
}
