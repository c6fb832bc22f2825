import { HttpError } from '../lib/http.ts'
import { CarrierError } from './errors.ts'

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
