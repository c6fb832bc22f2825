import { invalidRecipient, type Meaning, refusal } from '../../../src/core/carrier-refusal.ts'
import type { CarrierError } from '../../../src/core/errors.ts'
import type { HttpAnswer } from '../../../src/lib/http.ts'
import { jsonOf } from '../../../src/lib/json.ts'
import { apiError } from './schemas.ts'

const tell = 'Please tell whoever runs this Homeline.'
const busy: Meaning = {
  code: 'rate-limited',
  message: 'The phone that sends takes no more texts for now.',
  isRetryable: true,
}
const unauthorized: Meaning = {
  code: 'unauthorized',
  message: `The phone that sends does not accept our credentials. ${tell}`,
}
const byStatus: Readonly<Record<number, Meaning>> = {
  400: { code: 'unknown', message: 'The phone that sends refused this and gives no known reason.' },
  401: unauthorized,
  403: unauthorized,
  404: { code: 'not-found', message: 'The phone that sends does not know this.' },
  429: busy,
  501: { code: 'not-found', message: 'The phone that sends can not do this.' },
}

/** The gateway has no codes of its own; what it says tells more than the status. */
const bySentence: readonly (readonly [number, RegExp, Meaning])[] = [
  [
    400,
    /not mobile phone number/i,
    { code: 'landline', message: 'This number is a landline or can not receive texts.' },
  ],
  [400, /phone number/i, invalidRecipient],
  [
    400,
    /device|record not found/i,
    { code: 'account', message: `The gateway does not know the phone that sends. ${tell}` },
  ],
  [503, /queue limit/i, busy],
]

/**
 * What an answer means that is no success. What the gateway refuses in its own words was surely not carried
 * out; any other fault may hide that it was, which a repeat under the same ID finds out.
 */
export function refused(answer: HttpAnswer): CarrierError {
  const { status, body } = answer
  const sentence = apiError.safeParse(jsonOf(body)).data?.message ?? ''
  const known = bySentence.find(([of, pattern]) => of === status && pattern.test(sentence))
  const meaning = known?.[2] ?? byStatus[status] ?? (isRefusal(status) ? byStatus[400] : undefined)
  return refusal(answer, meaning, String(status))
}

function isRefusal(status: number): boolean {
  return status >= 400 && status < 500
}
