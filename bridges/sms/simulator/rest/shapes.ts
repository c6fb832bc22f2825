import { meanings } from '../errors.ts'
import type { MediaInfo } from '../media.ts'
import type { MessageRow } from '../messages.ts'
import type { NumberRange } from '../number-ranges.ts'
import { defaultName, type OwnedRow } from '../owned-numbers.ts'
import { carriesMedia, dollars } from '../prices.ts'
import { rangeOf } from '../stock.ts'
import { rfc2822 } from './form.ts'

const version = '2010-04-01'

/** How the provider shows a message, a number and an offer. */
export function messageShape(accountSid: string, message: MessageRow) {
  const uri = `/${version}/Accounts/${accountSid}/Messages/${message.sid}`
  const { error_code: code, price, sent_at: sentAt } = message
  return {
    sid: message.sid,
    account_sid: accountSid,
    messaging_service_sid: null,
    api_version: version,
    direction: message.direction,
    from: message.sender,
    to: message.recipient,
    body: message.body,
    status: message.status,
    num_segments: String(message.segments),
    num_media: String(message.num_media),
    error_code: code,
    error_message: code === null ? null : (meanings[code] ?? null),
    price: price === null ? null : `-${dollars(price)}`,
    price_unit: 'USD',
    date_created: rfc2822(message.created_at),
    date_updated: rfc2822(message.updated_at),
    date_sent: sentAt === null ? null : rfc2822(sentAt),
    uri: `${uri}.json`,
    subresource_uris: { media: `${uri}/Media.json`, feedback: `${uri}/Feedback.json` },
  }
}

export function mediaShape(accountSid: string, messageSid: string, media: MediaInfo) {
  const { sid, type, created_at: at } = media
  return {
    sid,
    account_sid: accountSid,
    parent_sid: messageSid,
    content_type: type,
    date_created: rfc2822(at),
    date_updated: rfc2822(at),
    uri: `/${version}/Accounts/${accountSid}/Messages/${messageSid}/Media/${sid}.json`,
  }
}

export function ownedShape(accountSid: string, owned: OwnedRow) {
  return {
    sid: owned.sid,
    account_sid: accountSid,
    phone_number: owned.number,
    friendly_name: owned.friendly_name,
    api_version: version,
    beta: false,
    capabilities: { voice: false, sms: true, mms: carriesMedia(owned.number), fax: false },
    address_requirements: 'none',
    address_sid: null,
    bundle_sid: null,
    identity_sid: null,
    emergency_status: 'Inactive',
    emergency_address_sid: null,
    emergency_address_status: 'unregistered',
    origin: 'twilio',
    status: 'in-use',
    trunk_sid: null,
    sms_application_sid: null,
    sms_method: 'POST',
    sms_url: owned.sms_url,
    sms_fallback_method: 'POST',
    sms_fallback_url: '',
    status_callback: '',
    status_callback_method: 'POST',
    voice_application_sid: null,
    voice_caller_id_lookup: false,
    voice_method: 'POST',
    voice_url: '',
    voice_fallback_method: 'POST',
    voice_fallback_url: '',
    voice_receive_mode: 'voice',
    date_created: rfc2822(owned.created_at),
    date_updated: rfc2822(owned.updated_at),
    uri: `/${version}/Accounts/${accountSid}/IncomingPhoneNumbers/${owned.sid}.json`,
    type: rangeOf(owned.number)?.kind.toLowerCase() ?? 'local',
  }
}

/** The provider writes the capabilities in another way than those of a number that is owned. */
export function offerShape(number: string, range: NumberRange) {
  return {
    phone_number: number,
    friendly_name: defaultName(number),
    iso_country: range.country,
    locality: range.locality ?? null,
    region: range.region ?? null,
    postal_code: range.postalCode ?? null,
    rate_center: null,
    lata: null,
    latitude: null,
    longitude: null,
    address_requirements: 'none',
    beta: false,
    capabilities: { voice: false, SMS: true, MMS: carriesMedia(number), fax: false },
  }
}
