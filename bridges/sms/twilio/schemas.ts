import { z } from 'zod'
import type { OptOutWord } from '../../../src/core/carrier.ts'
import { contact, phoneNumber } from '../../../src/core/carrier-fields.ts'

/** What the provider answers and calls us with; fields that are not named here may come and go. */
const sid = z.string().min(1).max(64)

const errorCode = z.union([z.number(), z.string().regex(/^\d{1,10}$/)]).transform(String)

/** The provider's code of a refusal, in either way it is written; undefined where there is none. */
export const apiError = z.union([
  z.object({ code: errorCode }).transform(({ code }) => code),
  z
    .object({ errors: z.tuple([z.object({ code: errorCode })], z.unknown()) })
    .transform(({ errors: [{ code }] }) => code),
])

export const message = z.object({
  sid,
  status: z.string(),
  direction: z.string(),
  from: z.string().nullish(),
  to: z.string(),
  body: z.string().nullish(),
  num_media: z.coerce.number().int().min(0).catch(0),
  error_code: z.coerce.string().nullish(),
  date_created: z.string().nullish(),
})

export const messagePage = z.object({
  messages: z.array(message),
  next_page_uri: z.string().nullish(),
})

export const mediaPage = z.object({
  media_list: z.array(z.object({ sid, content_type: z.string().nullish() })),
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
      address_requirements: z.string().nullish(),
      capabilities: z.record(z.string(), z.boolean()).catch({}),
    }),
  ),
})

export const regulationPage = z.object({
  results: z.array(z.object({ end_user_type: z.string().nullish() })),
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
  OptOutType: z
    .string()
    .transform((word) => optOutWords[word.trim().toUpperCase()])
    .optional(),
})

/** Told by messaging services with Advanced Opt-Out. */
const optOutWords: Readonly<Record<string, OptOutWord>> = {
  STOP: 'stop',
  START: 'start',
  HELP: 'help',
}

export const stateWebhook = z.object({
  MessageSid: sid,
  MessageStatus: z.string(),
  ErrorCode: z.string().optional(),
})
