import { unclear } from '../../../src/core/carrier-http.ts'
import { CarrierError } from '../../../src/core/errors.ts'
import { busy, type Meaning, meanings, reasons, unauthorized } from './meanings.ts'

/** Why a text that was accepted did not arrive, in words for its writer. */
export function reasonOf(code: string | undefined): string {
  const { message } = reasons[code ?? ''] ?? meanings[code ?? ''] ?? unknownReason
  return message
}

const unknownReason = {
  message: 'The phone network did not deliver it and does not say why.',
} as const

/** "Unexpected error" and "Request timeout": nobody knows whether it was carried out. */
const unclearCodes: readonly (string | undefined)[] = ['10007', '10008']

/**
 * An answer that is no success. A refusal with the provider's own code was surely not carried out; a
 * server's fault, or an answer that is not the provider's, may hide that it was.
 */
export function refusal(
  status: number,
  code: string | undefined,
  retryAfter?: number,
): CarrierError {
  const isRefusal = status >= 400 && status < 500 && status !== 408 && !unclearCodes.includes(code)
  const options = {
    ...(code === undefined ? {} : { providerCode: code }),
    ...(retryAfter === undefined ? {} : { retryAfter }),
  }
  if (!isRefusal) return unclear(`The carrier answered ${status}.`, options)
  const { code: kind, message, isRetryable = false } = meanings[code ?? ''] ?? byStatus(status)
  return new CarrierError(kind, message, { ...options, isRetryable })
}

function byStatus(status: number): Meaning {
  switch (status) {
    case 401:
    case 403:
      return unauthorized
    case 402:
      return { code: 'account', message: 'The carrier account has not enough money for this.' }
    case 404:
      return { code: 'not-found', message: 'The carrier does not know this.' }
    case 429:
      return busy
    default:
      return {
        code: 'unknown',
        message: 'The carrier refused this and gives no reason that we know.',
      }
  }
}

/** For what the provider may not have at all. @throws any other error than a plain refusal */
export function ignoreRefused(error: unknown): undefined {
  const isRefused = error instanceof CarrierError && ['not-found', 'unknown'].includes(error.code)
  if (!isRefused) throw error
}
