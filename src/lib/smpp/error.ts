/** What went wrong between two ends that speak SMPP. */
export type SmppErrorCode =
  /** A length that can't be: where the next PDU begins is not known any more. */
  | 'out-of-step'
  /** A PDU that is not as the standard says. */
  | 'malformed'
  /** A field holds more than the standard lets it. */
  | 'too-long'
  /** There is no connection, or there is none any more; nothing of the request has left. */
  | 'unsent'
  /** The request has left, and no answer came. */
  | 'unanswered'
  /** The other end closed the connection, or it broke. */
  | 'closed'

/** The only error that this folder throws. It never holds what a PDU carries. */
export class SmppError extends Error {
  override readonly name = 'SmppError'
  readonly code: SmppErrorCode

  constructor(code: SmppErrorCode, message: string, options?: ErrorOptions) {
    super(message, options)
    this.code = code
  }
}
