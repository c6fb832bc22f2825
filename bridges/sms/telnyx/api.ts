import type { z } from 'zod'
import { ask } from '../../../src/core/carrier-http.ts'
import { refused } from './errors.ts'

export interface ApiOptions {
  readonly apiKey: string
  /** Without a slash at the end. */
  readonly base: string
  readonly timeoutMs: number
}

/** One call to the provider. */
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
  const authorization = `Bearer ${apiKey}`
  return {
    async call({ method = 'GET', path, query, body: json }, schema, signal) {
      const url = `${base}/v2${path}${queryOf(query)}`
      const call = { method, url, authorization, json, timeoutMs, signal }
      return await ask(call, schema, refused)
    },
  }
}

function queryOf(query: ApiRequest['query']): string {
  return query === undefined ? '' : `?${new URLSearchParams(query)}`
}
