import { definite } from '../lib/definite.ts'
import type { HttpAnswer } from '../lib/http.ts'
import { retryAfter, unclear } from './carrier-http.ts'
import { CarrierError, type CarrierErrorCode } from './errors.ts'

/** What a provider's error means: for the writer, and for what to do next. */
export interface Meaning {
  readonly code: CarrierErrorCode
  readonly message: string
  /** The same may succeed later. */
  readonly isRetryable?: true
}

export const busy: Meaning = {
  code: 'rate-limited',
  message: 'The carrier takes no more texts from this line for now.',
  isRetryable: true,
}

export const unauthorized: Meaning = {
  code: 'unauthorized',
  message: 'The carrier does not accept our credentials. Please tell whoever runs this Homeline.',
}

export const invalidRecipient: Meaning = {
  code: 'invalid-recipient',
  message: 'This number can not receive texts: it is not valid.',
}

export const senderNotOurs: Meaning = {
  code: 'sender-not-ours',
  message:
    'The carrier does not let this line send: the number is not one of ours, or can not text.',
}

export const outOfMoney: Meaning = {
  code: 'account',
  message: 'The carrier account has not enough money for this.',
}

export const unexplained: Meaning = {
  code: 'unknown',
  message: 'The carrier refused this and gives no reason that we know.',
}

/** Of a text that was accepted and did not arrive. */
export const lostWithoutReason = 'The phone network did not deliver it and does not say why.'

/**
 * An answer that is no success. What the provider refused was surely not carried out; a server's fault, or
 * an answer that is not the provider's, may hide that it was.
 * @param known what the provider's own code or words mean; else the status tells (RFC 9110, 15.5)
 * @param providerCode for the operator
 */
export function refusal(
  { status, headers }: Pick<HttpAnswer, 'status' | 'headers'>,
  known: Meaning | undefined,
  providerCode: string | undefined,
): CarrierError {
  const options = definite({ providerCode, retryAfter: retryAfter(headers['retry-after']) })
  const meaning = known ?? byStatus(status)
  if (meaning === undefined) return unclear(`The carrier answered ${status}.`, options)
  const { code, message, isRetryable = false } = meaning
  return new CarrierError(code, message, { ...options, isRetryable })
}

/** For what may be gone already. @throws any other error */
export function ignoreUnknown(error: unknown): undefined {
  if (!(error instanceof CarrierError && error.code === 'not-found')) throw error
}

function byStatus(status: number): Meaning | undefined {
  switch (status) {
    case 401:
    case 403:
      return unauthorized
    case 402:
      return outOfMoney
    case 404:
      return { code: 'not-found', message: 'The carrier does not know this.' }
    case 429:
      return busy
    default:
      return isRefusal(status) ? unexplained : undefined
  }
}

/** After a time-out (408) nobody knows. */
function isRefusal(status: number): boolean {
  return status >= 400 && status < 500 && status !== 408
}
