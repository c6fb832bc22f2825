import type { LookupFunction } from 'node:net'
import type { CarrierMedia } from '../../../src/core/carrier.ts'
import { askForAttachment, attachmentIn, misplaced } from '../../../src/core/carrier-media.ts'
import { ignoreUnknown } from '../../../src/core/carrier-refusal.ts'
import type { HttpAnswer } from '../../../src/lib/http.ts'
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
    const proof = isProvider
      ? { headers: { authorization: api.authorization } }
      : { lookup: elsewhere.lookup }
    return await askForAttachment(url.href, { timeoutMs, ...proof }, signal)
  }

  return {
    async fetch(media, signal) {
      let url = parsed(media.url)
      for (let redirects = 0; redirects <= maxRedirects; redirects++) {
        const answer = await ask(url, signal)
        const { location } = answer.headers
        if (answer.status < 300 || answer.status > 399 || location === undefined)
          return attachmentIn(answer)
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
