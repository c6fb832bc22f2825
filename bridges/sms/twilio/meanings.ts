import {
  busy,
  invalidRecipient,
  type Meaning,
  senderNotOurs,
} from '../../../src/core/carrier-refusal.ts'
import type { CarrierErrorCode } from '../../../src/core/errors.ts'

/** By the provider's own code. */
export type Meanings = Readonly<Record<string, Meaning>>

/** Several codes that mean one thing. */
export function all(
  code: CarrierErrorCode,
  message: string,
  ...providerCodes: readonly number[]
): Meanings {
  return Object.fromEntries(providerCodes.map((each) => [each, { code, message }]))
}

const operator = 'Please tell whoever runs this Homeline.'
const advice =
  'For private texts a line with a SIM in an Android phone works, or one of a mobile network (SMPP).'

const recipients = {
  ...all(
    invalidRecipient.code,
    invalidRecipient.message,
    ...[21211, 21214, 21217, 21604, 30014, 30015, 30016],
  ),
  ...all('invalid-recipient', 'The carrier has no way from this line to that number.', 21612),
  ...all('invalid-recipient', 'This number does not exist, or no longer.', 30005),
  ...all('landline', 'This number is a landline or can not receive texts.', 21614, 30006),
  ...all('region-not-allowed', 'The carrier account may not text that country.', 21408),
  ...all(
    'opted-out',
    'This person answered STOP and gets no texts from this number until they answer START.',
    21610,
  ),
}

const senders = {
  ...all(
    senderNotOurs.code,
    senderNotOurs.message,
    ...[21210, 21212, 21401, 21407, 21601, 21603, 21606, 21616, 21657, 21660, 21910, 30024],
  ),
  ...all(
    'sender-not-ours',
    `The messaging service of the carrier account can not send from this line. ${operator}`,
    ...[21701, 21702, 21703, 21704, 21705, 21709, 21711, 21712, 21715, 30124, 30127],
  ),
}

/** Registration of senders: US 10DLC, toll-free, and countries that want names registered. */
const registration = {
  ...all(
    'unregistered',
    `Phone networks in the US refuse texts from this number: its sender is not registered, which private people can not be. Receiving works. ${advice}`,
    ...[21717, 30034, 30125],
  ),
  ...all(
    'unregistered',
    `Phone networks refuse texts from this toll-free number until it is verified, which private use can not be. Receiving works. ${advice}`,
    ...[30032, ...range(30440, 30449), 30451],
  ),
  ...all(
    'unregistered',
    `Phone networks in the US do not register numbers for private texts between people. Receiving works. ${advice}`,
    30532,
    30533,
  ),
  ...all(
    'unregistered',
    `The registration of this line’s sender with the US phone networks was refused. ${operator}`,
    ...range(30880, 30898),
  ),
  ...all(
    'unregistered',
    `The registration of this line’s sender with the US phone networks is suspended. ${operator}`,
    21729,
    30033,
  ),
  ...all(
    'unregistered',
    'This number was registered a short while ago and the phone networks do not know it yet. Please try again tomorrow.',
    30035,
  ),
  ...all(
    'unregistered',
    'Phone networks of that country take texts from registered senders only.',
    30018,
  ),
}

const transport: Meanings = {
  20429: busy,
  21611: busy,
  21730: { code: 'unavailable', message: 'The carrier is under maintenance.', isRetryable: true },
  ...all(
    'rate-limited',
    'The carrier had too many texts waiting and dropped this one.',
    30001,
    30036,
  ),
  ...all('rate-limited', 'The phone network took too many texts from this number.', 30022),
  ...all(
    'rate-limited',
    'This number sent as many texts today as the phone network allows.',
    30023,
    30027,
  ),
  ...all('unreachable', 'The phone could not be reached: switched off, or out of coverage.', 30003),
  ...all('unreachable', 'The phone network was too busy for this text.', 30017),
  ...all('blocked', 'The phone or its network blocked this text.', 30004, 30450),
  ...all('blocked', 'The phone network filtered this text.', 21618, 30007, 30110, 30111),
  ...all('unknown', 'The phone network lost this text and does not say why.', 30008),
  ...all('unknown', 'A part of this text was lost on its way.', 30009),
  ...all(
    'unknown',
    'The carrier could not hand this text over, for a reason of its own.',
    ...[21619, 30020, 30021, 30410],
  ),
}

const contents = {
  ...all('content', 'The carrier takes no empty text.', 21602),
  ...all('content', 'This text is longer than the carrier takes.', 21605, 21617),
  ...all(
    'content',
    'The carrier does not accept what is in this text.',
    ...[21624, 21654, 21655, 21656, 21658, 30012, 30013],
  ),
  ...all(
    'content',
    `The carrier could not fetch the attachment from here. ${operator}`,
    ...[11200, 11205, 21620, 63019],
  ),
  ...all('content', 'The carrier does not take attachments of this kind.', 12300),
  ...all(
    'content',
    'The attachments are larger than the carrier or the phone network takes.',
    ...[11751, 30019, 63034],
  ),
  ...all('content', 'The carrier takes fewer attachments in one message.', 21623),
  ...all('content', 'This line can not send pictures.', 21621, 21622),
  ...all('content', 'This phone, or its network, does not take pictures.', 30011),
}

const accounts = {
  ...all('unauthorized', `The carrier does not accept our credentials. ${operator}`, 20003),
  ...all('not-found', 'The carrier does not know this.', 20404, 21501, 30404),
  ...all(
    'account',
    `The carrier account can not send for now. ${operator}`,
    ...[21470, 21471, 21472, 21476, 21478, 21479, 30002, 30010, 30112, 63038],
  ),
  ...all(
    'account',
    `The carrier account is for trying out and may not do this. ${operator}`,
    ...[21219, 21404, 21607, 21608],
  ),
  ...all(
    'account',
    `The carrier does not accept the public address of this Homeline. ${operator}`,
    ...[21402, 21456, 21502, 21609],
  ),
}

const market = {
  ...all('number-gone', 'This is not a number that can be had.', 21421, 21451, 21457, 21458),
  ...all('number-gone', 'Somebody else took this number meanwhile.', 21422, 21452),
  ...all(
    'region-not-allowed',
    `Numbers of this kind need papers or an address first. ${operator}`,
    ...[21613, 21615, 21628, 21629, 21631, 21649, 21650, 21651],
  ),
}

/** twilio.com/docs/api/errors, the ones that texts and numbers meet. */
export const meanings: Meanings = {
  ...recipients,
  ...senders,
  ...registration,
  ...transport,
  ...contents,
  ...accounts,
  ...market,
}

function range(first: number, last: number): readonly number[] {
  return Array.from({ length: last - first + 1 }, (_, index) => first + index)
}
