import { expect, it } from 'vitest'
import { senderOf } from '../../bridges/sms/smsgate/sims.ts'
import type { PhoneNumber } from '../../src/core/phone.ts'

it.each([
  ['+491711234567', '0171 1234568', '+491711234568'],
  ['+491711234567', '491711234568', '+491711234568'],
  ['+491711234567', '447911123456', '+447911123456'],
  ['+491711234567', '72727272', 'short:72727272'],
  ['+491711234567', '1234567', 'short:1234567'],
  ['+4520123456', '20123457', '+4520123457'],
  ['+14155550199', '4155550111', '+14155550111'],
  ['+14155550199', '447911123456', '+447911123456'],
])('of %s takes the sender %s for %s', (line, sender, contact) => {
  expect(senderOf({ sender }, line as string as PhoneNumber)).toBe(contact)
})
