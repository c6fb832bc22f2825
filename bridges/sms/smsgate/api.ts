import type { z } from 'zod'
import { retryAfter, unanswered, unclear } from '../../../src/core/carrier-http.ts'
import { definite } from '../../../src/lib/definite.ts'
import { exchange, type HttpAnswer, type HttpCall } from '../../../src/lib/http.ts'
import { refusal } from './errors.ts'
import { apiError } from './schemas.ts'

export interface ApiOptions {
  /** Without a slash at the end. */
  readonly baseUrl: string
  readonly user?: string
  readonly password?: string
  /** Instead of them. */
  readonly token?: string
  readonly timeoutMs: number
}

/** One call to the gateway. Follows no redirects, so that credentials go nowhere else. @throws CarrierError */
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
  const authorization = authorizationOf(options)

  async function ask(
    { method, path, query, body }: ApiRequest,
    signal: AbortSignal | undefined,
  ): Promise<HttpAnswer> {
    const search = query === undefined ? '' : `?${new URLSearchParams(query)}`
    const headers = { authorization, accept: 'application/json' }
    const call = { method, timeoutMs: options.timeoutMs, ...definite({ signal }) }
    const written =
      body === undefined
        ? { headers }
        : { headers: { ...headers, ...isJson }, body: JSON.stringify(body) }
    return await exchange(`${options.baseUrl}${path}${search}`, { ...call, ...written })
  }

  return async (request, schema, signal) => {
    const answer = await ask(request, signal).catch((error: unknown) => {
      throw unanswered(error)
    })
    const { status, body } = answer
    const isSuccess = status >= 200 && status < 300
    if (!isSuccess && request.also?.includes(status) !== true) throw refused(answer)
    const parsed = schema.safeParse(json(body))
    if (parsed.success) return parsed.data
    const words = 'The gateway answered with something else than expected.'
    throw unclear(words, { cause: parsed.error })
  }
}

const isJson = { 'content-type': 'application/json' }

function authorizationOf({ user = '', password = '', token }: ApiOptions): string {
  if (token !== undefined) return `Bearer ${token}`
  return `Basic ${Buffer.from(`${user}:${password}`).toString('base64')}`
}

function refused({ status, headers, body }: HttpAnswer) {
  const sentence = apiError.safeParse(json(body)).data?.message
  return refusal(status, sentence, retryAfter(headers['retry-after']))
}

function json(body: Buffer): unknown {
  try {
    return JSON.parse(body.toString('utf8'))
  } catch {
    return undefined
  }
}
