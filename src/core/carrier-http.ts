import type { z } from 'zod'
import { exchange, type HttpAnswer, type HttpCall, HttpError } from '../lib/http.ts'
import { jsonOf } from '../lib/json.ts'
import { CarrierError } from './errors.ts'

/** One call of a provider's API. */
export interface CarrierCall {
  readonly url: string
  readonly method?: HttpCall['method']
  readonly authorization: string
  /** Posted as a form; a field with a list is repeated. */
  readonly form?: Form | undefined
  /** Posted as JSON. */
  readonly json?: object | undefined
  readonly timeoutMs: number
  readonly signal?: AbortSignal | undefined
}

type Form = Readonly<Record<string, string | readonly string[]>>

/** What an answer means that is no success; undefined where it is a full answer all the same. */
export type Refused = (answer: HttpAnswer) => CarrierError | undefined

/**
 * Asks a provider for JSON of this shape. Follows no redirections, so that credentials go nowhere else.
 * @throws CarrierError that says whether the call may have been carried out
 */
export async function ask<Schema extends z.ZodType>(
  call: CarrierCall,
  schema: Schema,
  refused: Refused,
): Promise<z.infer<Schema>> {
  const { body } = await answered(call, refused)
  const parsed = schema.safeParse(jsonOf(body))
  if (parsed.success) return parsed.data
  throw unclear('The carrier answered with something else than expected.', { cause: parsed.error })
}

/** The same for an answer whose body tells nothing. @throws CarrierError */
export async function answered(call: CarrierCall, refused: Refused): Promise<HttpAnswer> {
  const answer = await exchange(call.url, httpCall(call)).catch((error: unknown) => {
    throw unanswered(error)
  })
  const isSuccess = answer.status >= 200 && answer.status < 300
  const error = isSuccess ? undefined : refused(answer)
  if (error !== undefined) throw error
  return answer
}

/** RFC 7617 */
export function basicAuth(user: string, password: string): string {
  return `Basic ${Buffer.from(`${user}:${password}`).toString('base64')}`
}

/** There is no whole answer to a call. Only what failed before anything was sent surely did nothing. */
export function unanswered(error: unknown): CarrierError {
  if (error instanceof HttpError && error.isUnsent) {
    return new CarrierError('unavailable', 'The carrier can not be reached.', {
      cause: error,
      isRetryable: true,
      ...(error.code === undefined ? {} : { providerCode: error.code }),
    })
  }
  return unclear('The carrier gave no answer.', { cause: error })
}

/** An answer, or none, that does not say whether the call was carried out. */
export function unclear(
  message: string,
  options: ErrorOptions & { readonly retryAfter?: number; readonly providerCode?: string } = {},
): CarrierError {
  return new CarrierError('unavailable', message, { ...options, maybeSent: true })
}

/** `Retry-After`: seconds or a date (RFC 9110, 10.2.3). @returns milliseconds from now, an hour at most */
export function retryAfter(header: string | undefined, now = Date.now()): number | undefined {
  if (header === undefined) return undefined
  const seconds = Number(header)
  const wait = Number.isFinite(seconds) ? seconds * 1000 : Date.parse(header) - now
  return Number.isFinite(wait) && wait >= 0 ? Math.min(wait, 3_600_000) : undefined
}

function httpCall({ method, authorization, form, json, timeoutMs, signal }: CarrierCall): HttpCall {
  const [type, body] = written(form, json)
  return {
    method: method ?? (body === undefined ? 'GET' : 'POST'),
    headers: {
      authorization,
      accept: 'application/json',
      ...(type === undefined ? {} : { 'content-type': type }),
    },
    timeoutMs,
    ...(body === undefined ? {} : { body }),
    ...(signal === undefined ? {} : { signal }),
  }
}

function written(form: Form | undefined, json: object | undefined): [string?, string?] {
  if (json !== undefined) return ['application/json', JSON.stringify(json)]
  if (form === undefined) return []
  const fields = new URLSearchParams()
  for (const [name, value] of Object.entries(form)) {
    for (const each of [value].flat()) fields.append(name, each)
  }
  return ['application/x-www-form-urlencoded', fields.toString()]
}
