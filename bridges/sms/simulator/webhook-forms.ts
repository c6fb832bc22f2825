import { countryOf, parsePhoneNumber } from '../../../src/core/phone.ts'
import type { Status } from './behaviour.ts'
import type { MediaInfo } from './media.ts'
import type { MessageRow } from './messages.ts'
import { rangeOf } from './stock.ts'

type Form = Readonly<Record<string, string>>

/** What a number's `SmsUrl` is posted. twilio.com/docs/messaging/guides/webhook-request */
export function textForm(
  accountSid: string,
  message: MessageRow,
  media: readonly (Pick<MediaInfo, 'type'> & { readonly url: string })[],
): Form {
  const { sid, sender, recipient, body, segments } = message
  return {
    ...placeOf('From', sender),
    ...placeOf('To', recipient),
    SmsMessageSid: sid,
    SmsSid: sid,
    MessageSid: sid,
    AccountSid: accountSid,
    From: sender,
    To: recipient,
    Body: body,
    SmsStatus: 'received',
    NumMedia: String(media.length),
    ...Object.fromEntries(
      media.flatMap(({ url, type }, index) => [
        [`MediaUrl${index}`, url],
        [`MediaContentType${index}`, type],
      ]),
    ),
    NumSegments: String(segments),
    ApiVersion: '2010-04-01',
  }
}

/** What a message's `StatusCallback` is posted. */
export function stateForm(accountSid: string, message: MessageRow, status: Status): Form {
  const { sid, sender, recipient, error_code: code } = message
  return {
    SmsSid: sid,
    SmsStatus: status,
    MessageSid: sid,
    MessageStatus: status,
    AccountSid: accountSid,
    From: sender,
    To: recipient,
    ApiVersion: '2010-04-01',
    ...(code === null ? {} : { ErrorCode: String(code) }),
  }
}

function placeOf(side: 'From' | 'To', address: string): Form {
  const number = parsePhoneNumber(address)
  const range = rangeOf(address)
  return {
    [`${side}Country`]: (number === undefined ? range?.country : countryOf(number)) ?? '',
    [`${side}State`]: range?.region ?? '',
    [`${side}City`]: (range?.locality ?? '').toUpperCase(),
    [`${side}Zip`]: range?.postalCode ?? '',
  }
}
