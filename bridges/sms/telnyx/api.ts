import type { z } from 'zod'
import { retryAfter, unanswered, unclear } from '../../../src/core/carrier-http.ts'
import type { CarrierError } from '../../../src/core/errors.ts'
import { exchange, type HttpAnswer } from '../../../src/lib/http.ts'
import { refusal } from './errors.ts'
import { apiErrors } from './schemas.ts'

export interface ApiOptions {
  readonly apiKey: string
  /** Without a slash at the end. */
  readonly base: string
  readonly timeoutMs: number
}

/** One call to the provider. Follows no redirects, so that the key goes nowhere else. */
export interface Api {
  /** @throws CarrierError */
  call<Schema extends z.ZodType>(
    request: ApiRequest,
    answer: Schema,
    signal?: AbortSignal,
  ): Promise<z.infer<Schema>>
}

export interface ApiRequest {
  readonly method?: 'GET' | 'POST' | 'PATCH' | 'DELETE'
  /** Behind `/v2`. */
  readonly path: string
  readonly query?: Readonly<Record<string, string>>
  readonly body?: object
}

export function createApi({ apiKey, base, timeoutMs }: ApiOptions): Api {
  return {
    async call({ method = 'GET', path, query, body }, schema, signal) {
      const answer = await exchange(`${base}/v2${path}${queryOf(query)}`, {
        method,
        headers: {
          authorization: `Bearer ${apiKey}`,
          accept: 'application/json',
          ...(body === undefined ? {} : { 'content-type': 'application/json' }),
        },
        timeoutMs,
        ...(signal === undefined ? {} : { signal }),
        ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      }).catch((error: unknown) => {
        throw unanswered(error)
      })
      if (answer.status < 200 || answer.status > 299) throw refused(answer)
      const parsed = schema.safeParse(json(answer.body))
      if (parsed.success) return parsed.data
      throw unclear('The carrier answered with something else than expected.', {
        cause: parsed.error,
      })
    },
  }
}

function queryOf(query: ApiRequest['query']): string {
  return query === undefined ? '' : `?${new URLSearchParams(query)}`
}

function refused({ status, headers, body }: HttpAnswer): CarrierError {
  const code = apiErrors.safeParse(json(body)).data?.errors[0]?.code
  // Seconds until the provider counts anew; it says so with every answer.
  const reset = status === 429 ? headers['x-ratelimit-reset'] : undefined
  return refusal(status, code, retryAfter(headers['retry-after'] ?? reset?.toString()))
}

function json(body: Buffer): unknown {
  try {
    return JSON.parse(body.toString('utf8'))
  } catch {
    return undefined
  }
}
