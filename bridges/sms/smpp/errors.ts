import { unclear } from '../../../src/core/carrier-http.ts'
import { CarrierError, type CarrierErrorCode } from '../../../src/core/errors.ts'
import { SmppError } from '../../../src/lib/smpp/error.ts'
import type { MessageStateName } from '../../../src/lib/smpp/receipt.ts'
import { type StatusName, shownStatus, statusName } from '../../../src/lib/smpp/statuses.ts'

/** What a status of the SMSC means: for the writer, and for what to do next. */
interface Meaning {
  readonly code: CarrierErrorCode
  readonly message: string
  readonly isRetryable?: true
  /** Milliseconds. */
  readonly retryAfter?: number
}

const busy: Meaning = {
  code: 'rate-limited',
  message: 'The carrier takes no more texts for now.',
  isRetryable: true,
  retryAfter: 1000,
}
const away: Meaning = {
  code: 'unavailable',
  message: 'The carrier can not take texts just now.',
  isRetryable: true,
}
const refused: Meaning = {
  code: 'unknown',
  message: 'The carrier refused this text and gives no reason that we know.',
}
const settings: Meaning = {
  code: 'account',
  message:
    'The carrier does not take texts in the form in which they are handed over. Please tell whoever runs this Homeline.',
}
const recipient: Meaning = {
  code: 'invalid-recipient',
  message: 'The carrier does not take this number as a recipient.',
}

/** SMPP 3.4, 5.1.3: an answer other than ESME_ROK says that the message was not taken. */
const meanings: Partial<Readonly<Record<StatusName, Meaning>>> = {
  ESME_RINVMSGLEN: { code: 'content', message: 'This text is longer than the carrier takes.' },
  ESME_RINVBNDSTS: away,
  ESME_RSYSERR: away,
  ESME_RINVSRCADR: {
    code: 'sender-not-ours',
    message: 'The carrier does not let this line send: it does not take its number as a sender.',
  },
  ESME_RINVDSTADR: recipient,
  ESME_RMSGQFUL: busy,
  ESME_RTHROTTLED: busy,
  ESME_RX_T_APPN: away,
  ESME_RX_R_APPN: { code: 'blocked', message: 'The carrier does not let this text pass.' },
  ESME_RINVCMDLEN: settings,
  ESME_RINVCMDID: settings,
  ESME_RINVSERTYP: settings,
  ESME_RINVESMCLASS: settings,
  ESME_RINVSRCTON: settings,
  ESME_RINVSRCNPI: settings,
  ESME_RINVDSTTON: settings,
  ESME_RINVDSTNPI: settings,
  ESME_RINVOPTPARSTREAM: settings,
  ESME_ROPTPARNOTALLWD: settings,
  ESME_RINVPARLEN: settings,
  ESME_RMISSINGOPTPARAM: settings,
  ESME_RINVOPTPARAMVAL: settings,
}

/** The SMSC answered, and did not take the text. */
export function refusal(status: number): CarrierError {
  const name = statusName(status)
  const { code, message, isRetryable, retryAfter } = (name && meanings[name]) ?? refused
  return new CarrierError(code, message, {
    providerCode: shownStatus(status),
    ...(isRetryable === undefined ? {} : { isRetryable }),
    ...(retryAfter === undefined ? {} : { retryAfter }),
  })
}

/** There is no answer. Only what surely did not leave was not sent. */
export function unanswered(error: unknown): CarrierError {
  if (!(error instanceof SmppError)) throw error
  if (error.code === 'unsent') return unbound(error)
  if (error.code === 'too-long') {
    const message = 'This text or its recipient is longer than the carrier takes.'
    return new CarrierError('content', message, { cause: error })
  }
  return unclear('The carrier gave no answer.', { cause: error })
}

export function unbound(cause?: unknown): CarrierError {
  return new CarrierError('unavailable', 'There is no connection to the carrier.', {
    cause,
    isRetryable: true,
  })
}

/** Why a text that was taken did not arrive, in words for its writer. */
export const failures: Partial<Readonly<Record<MessageStateName, string>>> = {
  EXPIRED: 'The phone could not be reached in time: switched off, or out of coverage.',
  DELETED: 'The carrier took this text out of its way.',
  UNDELIV: 'The phone network could not deliver this text.',
  REJECTD: 'The phone network refused this text.',
}
