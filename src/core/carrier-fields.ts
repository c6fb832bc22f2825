import { z } from 'zod'
import { contactFromCarrier } from './contact.ts'
import { parsePhoneNumber } from './phone.ts'

/** What providers write in their answers and webhooks, as it is read. */

export const phoneNumber = z.string().transform((text, context) => {
  const parsed = parsePhoneNumber(text)
  if (parsed === undefined) context.addIssue('not a phone number')
  return parsed ?? z.NEVER
})

export const contact = z.string().transform(contactFromCarrier)
