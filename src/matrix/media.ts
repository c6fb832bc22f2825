import { z } from 'zod'
import { HomeserverError } from '../core/errors.ts'
import { type MediaFile, type MediaUri, parseMediaUri } from '../core/media.ts'
import { exchange, type HttpAnswer, type HttpCall, HttpError } from '../lib/http.ts'
import { jsonOf } from '../lib/json.ts'
import { path } from './requests.ts'

/** Files, with an appservice's token, in the name of one of its users. */
export interface MediaRequests {
  upload(as: string | undefined, file: MediaFile): Promise<MediaUri>
  download(as: string | undefined, uri: MediaUri, maxBytes: number): Promise<Uint8Array>
}

/** Client-server API, "Content repository", with authenticated media. Every method throws `HomeserverError`. */
export function createMediaRequests(url: string, token: string): MediaRequests {
  const authorization = `Bearer ${token}`
  const whole = (to: string, query: Readonly<Record<string, string | undefined>>) => {
    const given = new URLSearchParams()
    for (const [key, value] of Object.entries(query)) if (value !== undefined) given.set(key, value)
    return `${url}${to}?${given}`
  }

  /** What the homeserver says it takes; a body that is longer may be cut off instead of refused. */
  async function takes(as: string | undefined, length: number): Promise<boolean> {
    const to = whole('/_matrix/client/v1/media/config', { user_id: as })
    const answer = await ask(to, { method: 'GET', headers: { authorization }, timeoutMs: 10_000 })
    const most = limits.safeParse(jsonOf(answer.body)).data?.['m.upload.size']
    return length <= (most ?? length)
  }

  return {
    async upload(as, { bytes, type, name }) {
      const call = {
        method: 'POST',
        headers: { authorization, 'content-type': sendable(type) },
        body: bytes,
        timeoutMs: patience,
      } as const
      const to = whole('/_matrix/media/v3/upload', { filename: name, user_id: as })
      try {
        return uriIn(await ask(to, call))
      } catch (error) {
        if (isBroken(error) && !(await takes(as, bytes.length))) throw tooLarge(error)
        throw error
      }
    },

    async download(as, uri, maxBytes) {
      const [server = '', id = ''] = uri.slice('mxc://'.length).split('/')
      const to = whole(path`/_matrix/client/v1/media/download/${server}/${id}`, { user_id: as })
      const readable = Math.max(maxBytes, longestError)
      const call = { method: 'GET', timeoutMs: patience, maxBytes: readable } as const
      const answer = await answerTo(to, { ...call, headers: { authorization } })
      const { body } = checked(await elsewhere(to, answer, call))
      if (body.length > maxBytes) throw tooLarge()
      return body
    },
  }
}

/** Long enough for a homeserver that has to ask another one first. */
const patience = 120_000
const longestError = 64_000

async function ask(url: string, call: HttpCall): Promise<HttpAnswer> {
  return checked(await answerTo(url, call))
}

async function answerTo(url: string, call: HttpCall): Promise<HttpAnswer> {
  return await exchange(url, call).catch((error: unknown) => {
    if (!(error instanceof HttpError)) throw error
    if (error.code === 'TOO_LONG') throw tooLarge(error)
    throw new HomeserverError('unreachable', 'The homeserver gives no answer', { cause: error })
  })
}

/** A homeserver may keep its files elsewhere; our token is not for that place. */
async function elsewhere(from: string, answer: HttpAnswer, call: HttpCall): Promise<HttpAnswer> {
  const { status, headers } = answer
  if (status < 300 || status >= 400 || headers.location === undefined) return answer
  const to = URL.parse(headers.location, from)
  if (to?.protocol !== 'https:' && to?.protocol !== 'http:') return answer
  return await answerTo(to.href, call)
}

function checked(answer: HttpAnswer): HttpAnswer {
  if (answer.status >= 200 && answer.status < 300) return answer
  if (answer.status === 413) throw tooLarge()
  throw refusal(answer)
}

function refusal(answer: HttpAnswer): HomeserverError {
  const { status } = answer
  const said = matrixError.safeParse(jsonOf(answer.body)).data
  if (said === undefined) {
    return new HomeserverError('M_UNKNOWN', `The homeserver answered ${status}`, { status })
  }
  const wait = said.retry_after_ms === undefined ? {} : { retryAfter: said.retry_after_ms }
  const message = `The homeserver refused: ${said.error}`
  return new HomeserverError(said.errcode, message, { status, ...wait })
}

function tooLarge(cause?: unknown): HomeserverError {
  return new HomeserverError('M_TOO_LARGE', 'The file is too large', { status: 413, cause })
}

function isBroken(error: unknown): boolean {
  return error instanceof HomeserverError && error.code === 'unreachable'
}

function uriIn(answer: HttpAnswer): MediaUri {
  const named = uploaded.safeParse(jsonOf(answer.body)).data?.content_uri
  const uri = named === undefined ? undefined : parseMediaUri(named)
  if (uri === undefined) throw new HomeserverError('M_UNKNOWN', 'The homeserver names no file')
  return uri
}

/** What no header can carry is sent as what it is: bytes. */
function sendable(type: string): string {
  return /^[\w.+-]+\/[\w.+-]+/.exec(type)?.[0] ?? 'application/octet-stream'
}

const limits = z.object({ 'm.upload.size': z.number().nullish() })
const uploaded = z.object({ content_uri: z.string() })
const matrixError = z.object({
  errcode: z.string(),
  error: z.string().default(''),
  retry_after_ms: z.number().optional(),
})
