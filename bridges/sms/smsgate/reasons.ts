/** Why the phone could not send a text, or the network did not deliver it, for its writer. */
interface Reason {
  readonly message: string
  /** For the operator. */
  readonly code?: string
}

const fallback = 'The phone could not send this text and gives no reason that we know.'

/**
 * The phone tells Android's result code of sending, the status of the network's report (3GPP TS 23.040,
 * 9.2.3.15), or a sentence of the app's. Whatever else is in it, such as the number of a message centre,
 * stays out. docs.sms-gate.app/faq/errors
 */
export function reasonOf(reason: string): Reason {
  const [code] = /\bRESULT_[A-Z_]+/.exec(reason) ?? []
  if (code !== undefined) return { message: results.get(code) ?? fallback, code }
  const [, status] = /^Delivery result\b.*: (\d{1,9})$/.exec(reason) ?? []
  if (status !== undefined) return { message: ofReport(Number(status)), code: `status ${status}` }
  const known = sentences.find(([pattern]) => pattern.test(reason))
  return { message: known?.[1] ?? fallback }
}

const invalid = 'This number can not receive texts: it is not valid.'
const sentences: readonly (readonly [RegExp, string])[] = [
  [/TTL expired/, 'The phone that sends could not do so within a day.'],
  [/Invalid phone number type/, 'This number is a landline or can not receive texts.'],
  [/Invalid phone number/, invalid],
  [/No SIMs found|SIM \d+ not found/, 'The phone that sends does not find the SIM of this line.'],
  [/permission/i, 'The app on the phone that sends lacks a permission to text.'],
]

function ofReport(status: number): string {
  return statuses.get(status) ?? 'The phone network did not deliver it and does not say why.'
}

const statuses: ReadonlyMap<number, string> = new Map([
  [65, 'The phone there can not take this text.'],
  [66, 'The phone there refused this text.'],
  [67, 'This number can not be reached by texts.'],
  [69, 'The phone networks do not exchange texts.'],
  [70, 'The phone there could not be reached for so long that the network gave up.'],
  [96, 'The phone network was too busy for this text.'],
  [97, 'The phone there was busy.'],
  [98, 'The phone there did not answer: switched off, or out of coverage.'],
  [99, 'The phone network refused this text.'],
])

const off = 'The radio of the phone that sends is off: it is in flight mode, or starting.'
const fault = 'The phone that sends had a fault. Switching it off and on may help.'
const refused = 'The phone network refused this text.'
const tooMany =
  'The phone that sends has sent too many texts in a short time, or this one is too long for it.'
const shortCode = 'The phone that sends does not let the app text this short number.'
const calling = 'The phone that sends was in a call.'
const unfit = 'The phone that sends could not make a text message of this.'
const memory = 'The phone that sends has no memory left.'

/** developer.android.com/reference/android/telephony/SmsManager, in the app's spelling. */
const results: ReadonlyMap<string, string> = new Map([
  [
    'RESULT_ERROR_GENERIC_FAILURE',
    'The phone network refused this text. Perhaps the SIM has no credit left, or no reception.',
  ],
  ['RESULT_ERROR_RADIO_OFF', off],
  ['RESULT_ERROR_NULL_PDU', unfit],
  ['RESULT_ERROR_NO_SERVICE', 'The phone that sends has no reception.'],
  ['RESULT_ERROR_LIMIT_EXCEEDED', tooMany],
  ['RESULT_ERROR_FDN_CHECK_FAILURE', 'The SIM may text only numbers that are on its own list.'],
  ['RESULT_ERROR_SHORT_CODE_NOT_ALLOWED', shortCode],
  ['RESULT_ERROR_SHORT_CODE_NEVER_ALLOWED', shortCode],
  ['RESULT_UNEXPECTED_EVENT_STOP_SENDING', shortCode],
  ['RESULT_RADIO_NOT_AVAILABLE', off],
  ['RESULT_RIL_RADIO_NOT_AVAILABLE', off],
  ['RESULT_RIL_NETWORK_NOT_READY', 'The phone that sends has no reception.'],
  ['RESULT_NETWORK_REJECT', refused],
  ['RESULT_RIL_NETWORK_REJECT', refused],
  ['RESULT_RIL_ACCESS_BARRED', refused],
  ['RESULT_OPERATION_NOT_ALLOWED', refused],
  ['RESULT_RIL_OPERATION_NOT_ALLOWED', refused],
  ['RESULT_NETWORK_ERROR', 'The phone network had a fault.'],
  ['RESULT_RIL_NETWORK_ERR', 'The phone network had a fault.'],
  ['RESULT_RIL_REQUEST_RATE_LIMITED', tooMany],
  ['RESULT_NO_MEMORY', memory],
  ['RESULT_RIL_NO_MEMORY', memory],
  ['RESULT_NO_RESOURCES', memory],
  ['RESULT_RIL_NO_RESOURCES', memory],
  ['RESULT_INVALID_SMS_FORMAT', unfit],
  ['RESULT_RIL_INVALID_SMS_FORMAT', unfit],
  ['RESULT_ENCODING_ERROR', unfit],
  ['RESULT_RIL_ENCODING_ERR', unfit],
  ['RESULT_INVALID_SMSC_ADDRESS', 'The SIM does not know its message centre.'],
  ['RESULT_RIL_INVALID_SMSC_ADDRESS', 'The SIM does not know its message centre.'],
  ['RESULT_NO_DEFAULT_SMS_APP', 'The phone that sends has no app or SIM chosen for texts.'],
  ['RESULT_RIL_SIM_ABSENT', 'The phone that sends has no SIM.'],
  ['RESULT_SMS_BLOCKED_DURING_EMERGENCY', calling],
  ['RESULT_RIL_BLOCKED_DUE_TO_CALL', calling],
  ['RESULT_RIL_SIMULTANEOUS_SMS_AND_CALL_NOT_ALLOWED', calling],
  ...[
    'RESULT_INVALID_ARGUMENTS',
    'RESULT_INVALID_STATE',
    'RESULT_SYSTEM_ERROR',
    'RESULT_MODEM_ERROR',
    'RESULT_INTERNAL_ERROR',
    'RESULT_CANCELLED',
    'RESULT_REQUEST_NOT_SUPPORTED',
    'RESULT_NO_BLUETOOTH_SERVICE',
    'RESULT_INVALID_BLUETOOTH_ADDRESS',
    'RESULT_BLUETOOTH_DISCONNECTED',
    'RESULT_SMS_SEND_RETRY_FAILED',
    'RESULT_REMOTE_EXCEPTION',
    'RESULT_RIL_SMS_SEND_FAIL_RETRY',
    'RESULT_RIL_INVALID_STATE',
    'RESULT_RIL_INVALID_ARGUMENTS',
    'RESULT_RIL_SYSTEM_ERR',
    'RESULT_RIL_MODEM_ERR',
    'RESULT_RIL_INTERNAL_ERR',
    'RESULT_RIL_REQUEST_NOT_SUPPORTED',
    'RESULT_RIL_INVALID_MODEM_STATE',
    'RESULT_RIL_CANCELLED',
    'RESULT_RIL_GENERIC_ERROR',
  ].map((code) => [code, fault] as const),
])
