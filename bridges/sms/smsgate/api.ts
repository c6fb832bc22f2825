import type { z } from 'zod'
import { ask, basicAuth } from '../../../src/core/carrier-http.ts'
import type { HttpCall } from '../../../src/lib/http.ts'
import { refused } from './errors.ts'

export interface ApiOptions {
  /** Without a slash at the end. */
  readonly baseUrl: string
  readonly user?: string
  readonly password?: string
  /** Instead of them. */
  readonly token?: string
  readonly timeoutMs: number
}

/** One call to the gateway. @throws CarrierError */
export type Api = <Schema extends z.ZodType>(
  request: ApiRequest,
  answer: Schema,
  signal?: AbortSignal,
) => Promise<z.infer<Schema>>

interface ApiRequest {
  readonly method: HttpCall['method']
  readonly path: string
  readonly query?: Readonly<Record<string, string>>
  readonly body?: object
  /** Statuses beside those of success that bring a full answer. */
  readonly also?: readonly number[]
}

export function createApi(options: ApiOptions): Api {
  const { baseUrl, user = '', password = '', token, timeoutMs } = options
  const authorization = token === undefined ? basicAuth(user, password) : `Bearer ${token}`

  return async ({ method, path, query, body: json, also = [] }, schema, signal) => {
    const search = query === undefined ? '' : `?${new URLSearchParams(query)}`
    const url = `${baseUrl}${path}${search}`
    return await ask({ method, url, authorization, json, timeoutMs, signal }, schema, (answer) =>
      also.includes(answer.status) ? undefined : refused(answer),
    )
  }
}
