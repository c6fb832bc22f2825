import { definite } from '../lib/definite.ts'
import { exchange, type HttpAnswer, type HttpCall, HttpError } from '../lib/http.ts'
import { retryAfter } from './carrier-http.ts'
import { CarrierError } from './errors.ts'

/** More than phone networks let through, bytes. */
const maxBytes = 10_000_000

/**
 * Asks for an attachment, and reads no more than any has. Nothing is lost by asking again.
 * @param call with a lookup where somebody else names the address
 * @throws CarrierError
 */
export async function askForAttachment(
  url: string,
  call: Omit<HttpCall, 'method' | 'maxBytes' | 'signal'>,
  signal?: AbortSignal,
): Promise<HttpAnswer> {
  const whole = { ...call, method: 'GET', maxBytes, ...definite({ signal }) } as const
  return await exchange(url, whole).catch((error: unknown) => {
    throw unfetched(error)
  })
}

/** @throws CarrierError when the answer is no attachment */
export function attachmentIn({ status, headers, body }: HttpAnswer): Uint8Array {
  if (status === 200) return body
  if (status === 404 || status === 410) {
    throw new CarrierError('not-found', 'The carrier does not have this attachment any more.')
  }
  const isRetryable = status === 408 || status === 429 || status >= 500
  throw new CarrierError(
    status === 401 || status === 403 ? 'unauthorized' : 'unavailable',
    'The carrier did not give out this attachment.',
    { isRetryable, ...definite({ retryAfter: retryAfter(headers['retry-after']) }) },
  )
}

/** Its address is none that may be asked. */
export function misplaced(cause?: unknown): CarrierError {
  const message = 'The attachment is at an address that is not asked.'
  return new CarrierError('malformed', message, definite({ cause }))
}

function unfetched(cause: unknown): CarrierError {
  const reason = cause instanceof HttpError ? cause.code : undefined
  if (reason === 'ENOTPUBLIC') return misplaced(cause)
  if (reason === 'TOO_LONG') {
    return new CarrierError('content', 'The attachment is too large.', { cause })
  }
  const options = { cause, isRetryable: true }
  return new CarrierError('unavailable', 'The attachment can not be fetched now.', options)
}
