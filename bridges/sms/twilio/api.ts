import type { z } from 'zod'
import { answered, ask, basicAuth, type CarrierCall } from '../../../src/core/carrier-http.ts'
import type { HttpAnswer } from '../../../src/lib/http.ts'
import { refused } from './errors.ts'
import type { Meanings } from './meanings.ts'

export interface ApiOptions {
  /** The account's SID and token, or an API key and its secret. */
  readonly user: string
  readonly password: string
  readonly meanings: Meanings
  readonly timeoutMs: number
}

/** One call to the provider. */
export interface Api {
  call<Schema extends z.ZodType>(
    request: Pick<CarrierCall, 'url' | 'form'>,
    answer: Schema,
    signal?: AbortSignal,
  ): Promise<z.infer<Schema>>
  /** A call whose answer has no body. */
  remove(url: string, signal?: AbortSignal): Promise<void>
  /** Proof of who asks, for the provider only. */
  readonly authorization: string
}

/** @throws CarrierError */
export function createApi({ user, password, meanings, timeoutMs }: ApiOptions): Api {
  const authorization = basicAuth(user, password)
  const error = (answer: HttpAnswer) => refused(meanings, answer)

  return {
    authorization,
    call: async (request, answer, signal) =>
      await ask({ ...request, authorization, timeoutMs, signal }, answer, error),
    async remove(url, signal) {
      await answered({ method: 'DELETE', url, authorization, timeoutMs, signal }, error)
    },
  }
}

/** The next page of a list; wherever its address points, it is asked of the provider only. */
export function nextPage(base: string, uri: string | null | undefined): string | undefined {
  if (!uri) return undefined
  const { pathname, search } = new URL(uri, base)
  return new URL(pathname + search, base).href
}
