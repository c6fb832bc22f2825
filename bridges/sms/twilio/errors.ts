import { unclear } from '../../../src/core/carrier-http.ts'
import { CarrierError, type CarrierErrorCode } from '../../../src/core/errors.ts'

/** What a provider's error means: for the writer, and for what to do next. */
interface Meaning {
  readonly code: CarrierErrorCode
  readonly message: string
  readonly isRetryable?: true
}

const invalid = {
  code: 'invalid-recipient',
  message: 'This number can not receive texts: it is not valid.',
} as const
const notOurs = {
  code: 'sender-not-ours',
  message:
    'The carrier does not let this line send: the number is not one of ours, or can not text.',
} as const
const landline = {
  code: 'landline',
  message: 'This number is a landline or can not receive texts.',
} as const
const filtered = { code: 'blocked', message: 'The phone network filtered this text.' } as const
const unregistered = {
  code: 'unregistered',
  message:
    'The phone networks refuse texts from this number: its sender is not registered. In the US a number of a text provider must be registered before it can text, and private use can not be.',
} as const
const busy = {
  code: 'rate-limited',
  message: 'The carrier takes no more texts from this line for now.',
  isRetryable: true,
} as const
const account = {
  code: 'account',
  message: 'The carrier account can not send for now. Please tell whoever runs this Homeline.',
} as const
const content = {
  code: 'content',
  message: 'The carrier does not accept what is in this text.',
} as const
const gone = { code: 'number-gone', message: 'Somebody else took this number meanwhile.' } as const
const papers = {
  code: 'region-not-allowed',
  message:
    'Numbers of this kind need papers or an address first. Please tell whoever runs this Homeline.',
} as const

/** twilio.com/docs/api/errors, the ones that texts and numbers meet. */
const meanings: Readonly<Record<string, Meaning>> = {
  20003: {
    code: 'unauthorized',
    message: 'The carrier does not accept our credentials. Please tell whoever runs this Homeline.',
  },
  20404: { code: 'not-found', message: 'The carrier does not know this.' },
  20429: busy,
  21211: invalid,
  21214: invalid,
  21217: invalid,
  21612: {
    code: 'invalid-recipient',
    message: 'The carrier has no way from this line to that number.',
  },
  21614: landline,
  21212: notOurs,
  21603: notOurs,
  21606: notOurs,
  21408: { code: 'region-not-allowed', message: 'The carrier account may not text that country.' },
  21421: { code: 'number-gone', message: 'This is not a number that can be had.' },
  21422: gone,
  21452: gone,
  21602: { code: 'content', message: 'The carrier takes no empty text.' },
  21610: {
    code: 'opted-out',
    message:
      'This person answered STOP and gets no texts from this number until they answer START.',
  },
  21611: busy,
  21615: papers,
  21617: { code: 'content', message: 'This text is longer than the carrier takes.' },
  21620: content,
  21623: content,
  21631: papers,
  21649: papers,
  21650: papers,
  30001: {
    code: 'rate-limited',
    message: 'The carrier had too many texts waiting and dropped this one.',
  },
  30002: account,
  30003: {
    code: 'unreachable',
    message: 'The phone could not be reached: switched off, or out of coverage.',
  },
  30004: { code: 'blocked', message: 'The phone or its network blocked this text.' },
  30005: { code: 'invalid-recipient', message: 'This number does not exist, or no longer.' },
  30006: landline,
  30007: filtered,
  30008: { code: 'unknown', message: 'The phone network lost this text and does not say why.' },
  30010: account,
  30017: { code: 'unreachable', message: 'The phone network was too busy for this text.' },
  30019: content,
  30022: {
    code: 'rate-limited',
    message: 'The phone network took too many texts from this number.',
  },
  30023: {
    code: 'rate-limited',
    message: 'This number sent as many texts today as the phone network allows.',
  },
  30032: unregistered,
  30033: unregistered,
  30034: unregistered,
  30035: unregistered,
  63038: account,
}

/** Why a text that was accepted did not arrive, in words for its writer. */
export function reasonOf(code: string | undefined): string {
  return (
    meanings[code ?? '']?.message ?? 'The phone network did not deliver it and does not say why.'
  )
}

/**
 * An answer that is no success. A refusal with the provider's own code was surely not carried out; a
 * server's fault, or an answer that is not the provider's, may hide that it was.
 */
export function refusal(
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
