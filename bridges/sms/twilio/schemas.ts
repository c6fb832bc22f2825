import { z } from 'zod'
import { contactFromCarrier } from '../../../src/core/contact.ts'
import { parsePhoneNumber } from '../../../src/core/phone.ts'

/** What the provider answers and calls us with; fields that are not named here may come and go. */
export const phoneNumber = z.string().transform((text, context) => {
  const parsed = parsePhoneNumber(text)
  if (parsed === undefined) context.addIssue('not a phone number')
  return parsed ?? z.NEVER
})

export const contact = z.string().transform(contactFromCarrier)

const sid = z.string().min(1).max(64)

export const apiError = z.object({ code: z.number().optional(), message: z.string().optional() })

export const message = z.object({
  sid,
  status: z.string(),
  direction: z.string(),
  from: z.string().nullish(),
  to: z.string(),
  body: z.string().nullish(),
  error_code: z.coerce.string().nullish(),
  date_created: z.string().nullish(),
})

export const messagePage = z.object({
  messages: z.array(message),
  next_page_uri: z.string().nullish(),
})

export const ownedNumber = z.object({ sid, phone_number: phoneNumber })
export const ownedPage = z.object({
  incoming_phone_numbers: z.array(ownedNumber),
  next_page_uri: z.string().nullish(),
})

export const availableNumbers = z.object({
  available_phone_numbers: z.array(
    z.object({
      phone_number: phoneNumber,
      locality: z.string().nullish(),
      region: z.string().nullish(),
      capabilities: z.record(z.string(), z.boolean()).catch({}),
    }),
  ),
})

export const numberPrices = z.object({
  price_unit: z.string(),
  phone_number_prices: z.array(
    z.object({ number_type: z.string(), current_price: z.coerce.string() }),
  ),
})

export const balance = z.object({ balance: z.string(), currency: z.string() })

export const textWebhook = z.object({
  MessageSid: sid,
  From: contact,
  To: phoneNumber,
  Body: z.string().default(''),
  NumMedia: z.coerce.number().int().min(0).max(100).catch(0),
})

export const stateWebhook = z.object({
  MessageSid: sid,
  MessageStatus: z.string(),
  ErrorCode: z.string().optional(),
})
