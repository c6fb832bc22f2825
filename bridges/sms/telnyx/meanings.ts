import {
  busy,
  invalidRecipient as invalid,
  type Meaning,
  senderNotOurs as notOurs,
  unauthorized,
} from '../../../src/core/carrier-refusal.ts'

const filtered = { code: 'blocked', message: 'The phone network filtered this text.' } as const
const unregistered = {
  code: 'unregistered',
  message:
    'The phone networks refuse texts from this number: its sender is not registered. In the US a number of a text provider must be registered before it can text, and private use can not be.',
} as const
const tooMany = {
  code: 'rate-limited',
  message: 'More texts were waiting than the phone network takes, and this one was dropped.',
} as const
const account = {
  code: 'account',
  message: 'The carrier account can not do this for now. Please tell whoever runs this Homeline.',
} as const
const outOfReach = {
  code: 'unreachable',
  message: 'The phone could not be reached in time: switched off, or out of coverage.',
} as const
const content = {
  code: 'content',
  message: 'The carrier does not accept what is in this text.',
} as const
const pictures = {
  code: 'content',
  message: 'The carrier can not send these attachments from this line to that number.',
} as const
const gone = { code: 'number-gone', message: 'Somebody else took this number meanwhile.' } as const
const region = {
  code: 'region-not-allowed',
  message: 'The carrier account may not text that country.',
} as const

/**
 * The errors that texts and numbers meet, at once or in a text's state.
 * developers.telnyx.com/docs/messaging/messages/error-codes and …/development/api-fundamentals/api-errors
 */
export const meanings: Readonly<Record<string, Meaning>> = {
  10001: invalid,
  10002: invalid,
  10003: {
    code: 'account',
    message:
      'The carrier does not accept the address of this Homeline. Please tell whoever runs it.',
  },
  10005: { code: 'not-found', message: 'The carrier does not know this.' },
  10009: unauthorized,
  10010: unauthorized,
  10011: busy,
  10015: { code: 'content', message: 'The carrier does not accept this as it is.' },
  10016: invalid,
  10038: account,
  10039: account,
  20001: unauthorized,
  20002: unauthorized,
  20003: unauthorized,
  20006: unauthorized,
  20008: unauthorized,
  20012: account,
  20013: account,
  20014: account,
  20015: account,
  20016: account,
  20017: account,
  20100: account,
  40001: {
    code: 'landline',
    message: 'This number is a landline or can not receive texts.',
  },
  40002: filtered,
  40003: filtered,
  40004: {
    code: 'unknown',
    message: 'The phone network refused this text and does not say why.',
  },
  40005: outOfReach,
  40006: outOfReach,
  40008: {
    code: 'unreachable',
    message:
      'The phone network did not take this text: the number may not exist, or want no more texts.',
  },
  40009: content,
  40010: unregistered,
  40011: tooMany,
  40012: invalid,
  40013: notOurs,
  40014: tooMany,
  40015: filtered,
  40016: tooMany,
  40017: filtered,
  40018: tooMany,
  40019: unregistered,
  40020: filtered,
  40100: notOurs,
  40150: notOurs,
  40151: notOurs,
  40155: notOurs,
  40300: {
    code: 'opted-out',
    message:
      'This person answered STOP and gets no texts from this number until they answer START.',
  },
  40301: {
    code: 'invalid-recipient',
    message: 'The carrier has no way from this line to that number.',
  },
  40302: { code: 'content', message: 'This text is longer than the carrier takes.' },
  40304: content,
  40305: notOurs,
  40306: {
    code: 'region-not-allowed',
    message: 'That country takes texts from registered names only, not from a number like this.',
  },
  40307: notOurs,
  40308: pictures,
  40309: region,
  40310: invalid,
  40312: account,
  40314: account,
  40315: {
    code: 'blocked',
    message: 'The carrier lets this line send nothing: too many of its texts were filtered.',
  },
  40316: { code: 'content', message: 'The carrier takes no empty text.' },
  40317: pictures,
  40318: busy,
  40319: {
    code: 'invalid-recipient',
    message: 'The carrier has no way from this line to that number.',
  },
  40320: {
    code: 'unavailable',
    message: 'The carrier has this number so newly that it can not send from it yet.',
    isRetryable: true,
  },
  40321: notOurs,
  40322: { code: 'blocked', message: 'The carrier filtered this text.' },
  40323: notOurs,
  40328: { code: 'content', message: 'This text is longer than the carrier takes.' },
  40329: unregistered,
  40330: unregistered,
  40331: region,
  40333: {
    code: 'account',
    message: 'As much was spent on texts today as the carrier account allows.',
  },
  85000: gone,
  85001: gone,
  85005: account,
  85006: gone,
}

/** Codes that mean less in the state of a text than in an answer: the provider is not of one mind about them. */
export const reasons: Readonly<Record<string, Pick<Meaning, 'message'>>> = {
  40300: {
    message:
      'The phone network did not take this text: the number is out of reach, or wants no more texts.',
  },
}
