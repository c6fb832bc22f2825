/** What a carrier's refusal means, whatever the provider calls it. */
export type CarrierErrorCode =
  | 'unauthorized'
  | 'malformed'
  | 'invalid-recipient'
  | 'landline'
  | 'sender-not-ours'
  | 'opted-out'
  | 'region-not-allowed'
  | 'blocked'
  | 'unregistered'
  | 'rate-limited'
  | 'unavailable'
  | 'unreachable'
  | 'account'
  | 'content'
  | 'number-gone'
  | 'not-found'
  | 'unknown'

/** A carrier said no, or nothing. `message` is safe to show in the room; provider detail belongs in `cause`. */
export class CarrierError extends Error {
  override readonly name = 'CarrierError'
  readonly code: CarrierErrorCode
  /** The same call may succeed later, and surely was not carried out. */
  readonly isRetryable: boolean
  /** The text may have gone out although there was no good answer. */
  readonly maybeSent: boolean
  /** How long the carrier asks us to wait, milliseconds. */
  readonly retryAfter: number | undefined
  /** The provider's own code, for the operator. */
  readonly providerCode: string | undefined

  constructor(
    code: CarrierErrorCode,
    message: string,
    options: ErrorOptions & {
      readonly isRetryable?: boolean
      readonly maybeSent?: boolean
      readonly retryAfter?: number
      readonly providerCode?: string
    } = {},
  ) {
    super(message, options)
    this.code = code
    this.isRetryable = options.isRetryable ?? false
    this.maybeSent = options.maybeSent ?? false
    this.retryAfter = options.retryAfter
    this.providerCode = options.providerCode
  }
}

/** The homeserver said no, or nothing. */
export class HomeserverError extends Error {
  override readonly name = 'HomeserverError'
  /** A Matrix `errcode`, or `unreachable`. */
  readonly code: string
  /** HTTP status; 0 when there was no answer. */
  readonly status: number
  readonly retryAfter: number | undefined

  constructor(
    code: string,
    message: string,
    options: ErrorOptions & { readonly status?: number; readonly retryAfter?: number } = {},
  ) {
    super(message, options)
    this.code = code
    this.status = options.status ?? 0
    this.retryAfter = options.retryAfter
  }

  /** No answer, a server's own fault, or a rate limit: worth trying again. */
  get isRetryable(): boolean {
    return this.status === 0 || this.status >= 500 || this.status === 429
  }
}

/** Something a person asked for can't be done; `message` says why and what to do, and may be shown. */
export class RefusedError extends Error {
  override readonly name = 'RefusedError'
}
