import type { z } from 'zod'
import { retryAfter, unanswered, unclear } from '../../../src/core/carrier-http.ts'
import type { CarrierError } from '../../../src/core/errors.ts'
import { exchange, type HttpAnswer } from '../../../src/lib/http.ts'
import { refusal } from './errors.ts'
import type { Meanings } from './meanings.ts'
import { apiError } from './schemas.ts'

export interface ApiOptions {
  /** The account's SID and token, or an API key and its secret. */
  readonly user: string
  readonly password: string
  readonly meanings: Meanings
  readonly timeoutMs: number
}

/** One call to the provider. Follows no redirects, so that credentials go nowhere else. */
export interface Api {
  call<Schema extends z.ZodType>(
    request: ApiRequest,
    answer: Schema,
    signal?: AbortSignal,
  ): Promise<z.infer<Schema>>
  /** A call whose answer has no body. */
  remove(url: string, signal?: AbortSignal): Promise<void>
  /** Proof of who asks, for the provider only. */
  readonly authorization: string
}

interface ApiRequest {
  readonly url: string
  /** Posted when there is one; a field with a list is repeated. */
  readonly form?: Form
}

type Form = Readonly<Record<string, string | readonly string[]>>

/** @throws CarrierError */
export function createApi({ user, password, meanings, timeoutMs }: ApiOptions): Api {
  const authorization = `Basic ${Buffer.from(`${user}:${password}`).toString('base64')}`

  async function request(
    method: 'GET' | 'POST' | 'DELETE',
    { url, form }: ApiRequest,
    signal?: AbortSignal,
  ): Promise<string> {
    const answer = await exchange(url, {
      method,
      headers: { authorization, accept: 'application/json', ...(form === undefined ? {} : isForm) },
      timeoutMs,
      ...(signal === undefined ? {} : { signal }),
      ...(form === undefined ? {} : { body: encoded(form) }),
    }).catch((error: unknown) => {
      throw unanswered(error)
    })
    const { status, body } = answer
    if (status < 200 || status > 299) throw refused(meanings, answer)
    return body.toString('utf8')
  }

  return {
    authorization,
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

function refused(meanings: Meanings, { status, headers, body }: HttpAnswer): CarrierError {
  const code = apiError.safeParse(json(body.toString('utf8'))).data
  return refusal(meanings, status, code, retryAfter(headers['retry-after']))
}

const isForm = { 'content-type': 'application/x-www-form-urlencoded' }

function encoded(form: Form): string {
  const fields = new URLSearchParams()
  for (const [name, value] of Object.entries(form)) {
    for (const each of [value].flat()) fields.append(name, each)
  }
  return fields.toString()
}

function json(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}
