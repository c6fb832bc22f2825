import { z } from 'zod'
import type { DeliveryReceipt, ListedMessage, WebhookCarrier } from '../../../src/core/carrier.ts'
import { contact } from '../../../src/core/carrier-fields.ts'
import { lostWithoutReason as reason } from '../../../src/core/carrier-refusal.ts'
import { formOf, readReport } from '../../../src/core/carrier-webhook.ts'
import { isNumber } from '../../../src/core/contact.ts'

/**
 * What a webhook reports: a text on the numbers' address, a state on that of a text. The provider signs
 * nothing: the secret in the address is all the proof there is. @throws CarrierError `malformed`
 */
export const receive: WebhookCarrier['receive'] = ({ body, key }) => {
  const form = formOf(body)
  if (key !== undefined) return [{ ...readReport(receipt, form), key }]
  const listed = readReport(text, form)
  return listed.direction === 'in' ? [listed.message] : []
}

/** What became of a text; why it failed is not said. 46elks.com/docs/sms-delivery-reports */
export const receipt = z
  .object({ id: z.string().min(1).max(64), status: z.string().optional() })
  .transform(({ id, status }): DeliveryReceipt => {
    if (status === 'failed') return { kind: 'receipt', id, state: status, reason }
    return { kind: 'receipt', id, state: status === 'delivered' ? status : 'sent' }
  })

/** As it is posted and listed. 46elks.com/docs/receive-sms and …/docs/sms-history */
export const text = z
  .object({
    direction: z.string(),
    from: contact,
    to: contact,
    message: z.string().default(''),
    created: z.string().default(''),
  })
  .and(receipt)
  .transform(({ direction, from, to, message: text, created, ...sms }, context): ListedMessage => {
    // UTC, mostly without saying so; no text is refused for it.
    const at = Date.parse(created.replace(/Z?$/, 'Z')) || 0
    if (direction === 'outgoing' && isNumber(from)) {
      return { direction: 'out', from, to, text, at, receipt: sms }
    }
    if (direction === 'incoming' && isNumber(to)) {
      const { id } = sms
      const message = { kind: 'text', id, from, to, text, media: [], ...(at && { at }) } as const
      return { direction: 'in', message }
    }
    context.addIssue('of or to nobody’s number')
    return z.NEVER
  })
