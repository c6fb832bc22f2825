import type { z } from 'zod'
import { CarrierError } from '../../../src/core/errors.ts'
import { refusal, unclear } from './errors.ts'
import { apiError } from './schemas.ts'

export interface ApiOptions {
  /** The account's SID and token, or an API key and its secret. */
  readonly user: string
  readonly password: string
  readonly fetch: typeof fetch
  readonly timeoutMs: number
}

/** One call to the provider. Refuses redirects, so that credentials go nowhere else. */
export interface Api {
  call<Schema extends z.ZodType>(
    request: ApiRequest,
    answer: Schema,
    signal?: AbortSignal,
  ): Promise<z.infer<Schema>>
  /** A call whose answer has no body. */
  remove(url: string, signal?: AbortSignal): Promise<void>
}

interface ApiRequest {
  readonly url: string
  /** Posted when there is one. */
  readonly form?: Readonly<Record<string, string>>
}

const maxAnswer = 4_000_000

/** @throws CarrierError */
export function createApi({ user, password, fetch, timeoutMs }: ApiOptions): Api {
  const authorization = `Basic ${Buffer.from(`${user}:${password}`).toString('base64')}`

  async function request(
    method: string,
    { url, form }: ApiRequest,
    signal?: AbortSignal,
  ): Promise<string> {
    const limit = AbortSignal.timeout(timeoutMs)
    const init = {
      method,
      headers: { authorization, accept: 'application/json' },
      redirect: 'error',
      signal: signal === undefined ? limit : AbortSignal.any([limit, signal]),
      ...(form === undefined ? {} : { body: new URLSearchParams(form) }),
    } as const
    const { response, text } = await answerTo(url, init).catch((error: unknown) => {
      throw unanswered(error)
    })
    if (!response.ok) throw refused(response, text)
    if (text.length > maxAnswer) throw unclear('The carrier answered with more than can be read.')
    return text
  }

  async function answerTo(url: string, init: RequestInit) {
    const response = await fetch(url, init)
    return { response, text: await response.text() }
  }

  return {
    async call(request_, answer, signal) {
      const text = await request(request_.form === undefined ? 'GET' : 'POST', request_, signal)
      const parsed = answer.safeParse(json(text))
      if (!parsed.success) {
        throw unclear('The carrier answered with something else than expected.', {
          cause: parsed.error,
        })
      }
      return parsed.data
    },
    async remove(url, signal) {
      await request('DELETE', { url }, signal)
    },
  }
}

/** The next page of a list; wherever its address points, it is asked of the provider only. */
export function nextPage(base: string, uri: string | null | undefined): string | undefined {
  if (!uri) return undefined
  const { pathname, search } = new URL(uri, base)
  return new URL(pathname + search, base).href
}

function refused(response: Response, text: string): CarrierError {
  const known = apiError.safeParse(json(text)).data
  const code = known?.code === undefined ? undefined : String(known.code)
  return refusal(response.status, code, retryAfter(response.headers.get('retry-after')))
}

/** Seconds or a date (RFC 9110, 10.2.3), as milliseconds from now. */
function retryAfter(header: string | null): number | undefined {
  if (header === null) return undefined
  const seconds = Number(header)
  const wait = Number.isFinite(seconds) ? seconds * 1000 : Date.parse(header) - Date.now()
  return Number.isFinite(wait) && wait >= 0 ? Math.min(wait, 3_600_000) : undefined
}

/** Only what failed before anything was sent surely did nothing. */
function unanswered(error: unknown): CarrierError {
  const code = systemCode(error)
  if (code !== undefined && beforeSending.has(code)) {
    return new CarrierError('unavailable', 'The carrier can not be reached.', {
      cause: error,
      isRetryable: true,
      providerCode: code,
    })
  }
  return unclear('The carrier gave no answer.', { cause: error })
}

const beforeSending: ReadonlySet<string> = new Set([
  'ECONNREFUSED',
  'ENOTFOUND',
  'EAI_AGAIN',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'UND_ERR_CONNECT_TIMEOUT',
  'CERT_HAS_EXPIRED',
  'DEPTH_ZERO_SELF_SIGNED_CERT',
  'SELF_SIGNED_CERT_IN_CHAIN',
  'UNABLE_TO_GET_ISSUER_CERT_LOCALLY',
  'UNABLE_TO_VERIFY_LEAF_SIGNATURE',
  'ERR_TLS_CERT_ALTNAME_INVALID',
])

function systemCode(error: unknown): string | undefined {
  const cause = error instanceof Error ? error.cause : undefined
  return cause instanceof Error && 'code' in cause ? String(cause.code) : undefined
}

function json(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}
