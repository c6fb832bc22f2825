import { unclear } from '../../../src/core/carrier-http.ts'
import { CarrierError } from '../../../src/core/errors.ts'
import { busy, type Meanings } from './meanings.ts'

/** Why a text that was accepted did not arrive, in words for its writer. */
export function reasonOf(meanings: Meanings, code: string | undefined): string {
  return (
    meanings[code ?? '']?.message ?? 'The phone network did not deliver it and does not say why.'
  )
}

/**
 * An answer that is no success. A refusal with the provider's own code was surely not carried out; a
 * server's fault, or an answer that is not the provider's, may hide that it was.
 */
export function refusal(
  meanings: Meanings,
  status: number,
  code: string | undefined,
  retryAfter?: number,
): CarrierError {
  const known = status < 500 ? meanings[code ?? ''] : undefined
  const options = {
    ...(code === undefined ? {} : { providerCode: code }),
    ...(retryAfter === undefined ? {} : { retryAfter }),
  }
  if (known !== undefined) {
    const isRetryable = known.isRetryable ?? false
    return new CarrierError(known.code, known.message, { ...options, isRetryable })
  }
  if (status === 429)
    return new CarrierError(busy.code, busy.message, { ...options, isRetryable: true })
  if (status === 401 || status === 403) {
    return new CarrierError('unauthorized', 'The carrier does not accept our credentials.', options)
  }
  if (status === 404)
    return new CarrierError('not-found', 'The carrier does not know this.', options)
  if (status >= 400 && status < 500) {
    return new CarrierError(
      'unknown',
      'The carrier refused this and gives no reason that we know.',
      options,
    )
  }
  return unclear(`The carrier answered ${status}.`, options)
}

/** For what may be gone already. @throws any other error */
export function ignoreUnknown(error: unknown): undefined {
  if (!(error instanceof CarrierError && error.code === 'not-found')) throw error
}
