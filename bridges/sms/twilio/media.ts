import type { LookupFunction } from 'node:net'
import type { CarrierMedia } from '../../../src/core/carrier.ts'
import { retryAfter, unanswered } from '../../../src/core/carrier-http.ts'
import { ignoreUnknown } from '../../../src/core/carrier-refusal.ts'
import { CarrierError } from '../../../src/core/errors.ts'
import { exchange, type HttpAnswer, HttpError } from '../../../src/lib/http.ts'
import { publicLookup } from '../../../src/lib/public-address.ts'
import type { Api } from './api.ts'

export interface MediaDeps {
  readonly api: Api
  readonly apiBase: string
  /** `…/2010-04-01/Accounts/{sid}` */
  readonly account: string
  readonly timeoutMs: number
  /** Where else than at the provider an attachment may be fetched: by default securely, from public addresses. */
  readonly elsewhere?: { readonly protocol: string; readonly lookup: LookupFunction }
}

/** More than the provider carries, bytes. */
const maxBytes = 10_000_000
/** The provider gives an attachment's address away for that of its storage. */
const maxRedirects = 3

/** Attachments that the provider keeps. twilio.com/docs/messaging/api/media-resource */
export function createMedia(deps: MediaDeps): Required<CarrierMedia> {
  const { api, apiBase, account, timeoutMs, elsewhere = publicly } = deps
  const { origin } = new URL(apiBase)

  /** The provider gets the credentials, nobody else. @throws CarrierError */
  async function ask(url: URL, signal?: AbortSignal): Promise<HttpAnswer> {
    const isProvider = url.origin === origin
    if (!isProvider && url.protocol !== elsewhere.protocol) throw misplaced()
    return await exchange(url.href, {
      method: 'GET',
      ...(isProvider
        ? { headers: { authorization: api.authorization } }
        : { lookup: elsewhere.lookup }),
      timeoutMs,
      maxBytes,
      ...(signal === undefined ? {} : { signal }),
    }).catch((error: unknown) => {
      throw unfetched(error)
    })
  }

  return {
    async fetch(media, signal) {
      let url = parsed(media.url)
      for (let redirects = 0; redirects <= maxRedirects; redirects++) {
        const answer = await ask(url, signal)
        const { location } = answer.headers
        if (answer.status < 300 || answer.status > 399 || location === undefined)
          return bytesOf(answer)
        url = parsed(location, url)
      }
      throw misplaced()
    },

    async remove({ url }, signal) {
      const { href } = parsed(url)
      if (!href.startsWith(`${account}/`)) return
      await api.remove(`${href.replace(/\.json$/, '')}.json`, signal).catch(ignoreUnknown)
    },
  }
}

const publicly = { protocol: 'https:', lookup: publicLookup() }

function parsed(text: string, base?: URL): URL {
  const url = URL.parse(text, base?.href)
  if (url === null) throw misplaced()
  return url
}

function misplaced(): CarrierError {
  return new CarrierError('malformed', 'The attachment is at an address that is not asked.')
}

/** Nothing is lost by asking again. */
function unfetched(error: unknown): CarrierError {
  const reason = error instanceof HttpError ? error.code : undefined
  if (reason === 'ENOTPUBLIC') return misplaced()
  if (reason === 'TOO_LONG') {
    return new CarrierError('content', 'The attachment is too large.', { cause: error })
  }
  const { code, message } = unanswered(error)
  return new CarrierError(code, message, { cause: error, isRetryable: true })
}

function bytesOf({ status, headers, body }: HttpAnswer): Uint8Array {
  if (status === 200) return body
  if (status === 404 || status === 410) {
    throw new CarrierError('not-found', 'The carrier does not have this attachment any more.')
  }
  const isRetryable = status === 429 || status >= 500
  const wait = retryAfter(headers['retry-after'])
  throw new CarrierError(
    status === 401 || status === 403 ? 'unauthorized' : 'unavailable',
    'The carrier did not give out this attachment.',
    { isRetryable, ...(wait === undefined ? {} : { retryAfter: wait }) },
  )
}
