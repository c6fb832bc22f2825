/** The provider's own answers to what it refuses. twilio.com/docs/api/errors */
export class ProviderError extends Error {
  override readonly name = 'ProviderError'
  readonly code: number
  readonly status: number

  constructor(code: number, message: string, status = 400) {
    super(message)
    this.code = code
    this.status = status
  }
}

/** A refusal, or the reason of a failed text, in words. */
export const meanings: Readonly<Record<number, string>> = {
  11200: 'HTTP retrieval failure',
  11751: 'Media Message - Media exceeds messaging provider size limit',
  12300: 'Invalid Content-Type',
  20001: 'The simulated carrier does not carry this',
  20003: 'Authenticate',
  20404: 'The requested resource was not found',
  20429: 'Too Many Requests',
  20500: 'An internal server error has occurred',
  21211: "Invalid 'To' Phone Number",
  21212: "Invalid 'From' Number",
  21266: "'To' and 'From' number cannot be the same",
  21408: 'Permission to send an SMS has not been enabled for the region',
  21421: 'PhoneNumber is invalid',
  21422: 'PhoneNumber is not available',
  21452: 'No phone numbers found in area code',
  21502: 'SmsUrl is not a valid URL',
  21602: 'Message body is required',
  21603: "A 'From' phone number is required",
  21604: "A 'To' phone number is required",
  21606: "The 'From' phone number is not a number of this account",
  21609: 'StatusCallback is not a valid URL',
  21610: 'Attempt to send to unsubscribed recipient',
  21612: "Message cannot be sent with the current combination of 'To' and 'From' parameters",
  21614: "'To' number is not a valid mobile number",
  21617: 'The concatenated message body exceeds the 1600 character limit',
  21620: 'Invalid media URL(s)',
  21621: "The 'From' number has not been enabled for MMS",
  21623: 'Number of media files exceeds allowed limit',
  30006: 'Landline or unreachable carrier',
  30007: 'Message filtered',
  30011: 'MMS not supported by the receiving phone number in this region',
  30034: 'US A2P 10DLC - Message from an Unregistered Number',
}

/** @param status HTTP's */
export function refusal(code: number, status = 400): ProviderError {
  return new ProviderError(code, meanings[code] ?? 'Refused', status)
}
