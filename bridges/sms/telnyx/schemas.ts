import { z } from 'zod'
import { phoneNumber } from '../../../src/core/carrier-fields.ts'
import { contactFromCarrier } from '../../../src/core/contact.ts'

/** What the provider answers and calls us with; fields that are not named here may come and go. */
const id = z.string().min(1).max(64)

export const apiErrors = z.object({
  errors: z.array(z.object({ code: z.coerce.string() })).min(1),
})

/** Errors of a message; what they look like does not decide whether it is read. */
const errors = z
  .array(z.object({ code: z.coerce.string() }))
  .nullish()
  .catch([])

/** An address used to be a text of its own. */
const party = z.union([
  z.string().transform((phone_number) => ({ phone_number, status: undefined })),
  z.object({ phone_number: z.string(), status: z.string().nullish() }),
])

const parties = z.union([party.transform((only) => [only]), z.array(party)])

export const message = z.object({ id, to: parties, errors })

export const event = z.object({
  data: z.object({
    event_type: z.string(),
    occurred_at: z.string().nullish(),
    payload: z.unknown().optional(),
  }),
})

/** What there is to know before the rest of a message is read. */
export const messageType = z.object({ type: z.string().nullish() })

export const text = z.object({
  id,
  from: party.nullish().transform((from) => contactFromCarrier(from?.phone_number ?? '')),
  to: parties,
  text: z.string().nullish(),
  media: z.array(z.unknown()).nullish(),
  received_at: z.string().nullish(),
  autoresponse_type: z.string().nullish().catch(undefined),
})

export const media = z.object({ url: z.string(), content_type: z.string().nullish() })

/** One of many things, wrapped as the provider wraps all of them. */
export function one<Schema extends z.ZodType>(schema: Schema) {
  return z.object({ data: schema })
}

export function page<Schema extends z.ZodType>(schema: Schema) {
  return z.object({
    data: z.array(schema),
    meta: z.object({ total_pages: z.number() }).optional().catch(undefined),
  })
}

/** A report that was tried, and where to. */
export const delivery = z.object({
  webhook: z.unknown().optional(),
  started_at: z.string().nullish(),
  attempts: z
    .array(
      z.object({
        http: z.object({ request: z.object({ url: z.string().nullish() }).nullish() }).nullish(),
      }),
    )
    .nullish()
    .catch([]),
})

export const profile = z.object({
  id,
  name: z.string().nullish(),
  enabled: z.boolean().nullish(),
  webhook_url: z.string().nullish(),
  webhook_api_version: z.string().nullish(),
})

export const availableNumber = z.object({
  phone_number: phoneNumber,
  region_information: z
    .array(z.object({ region_type: z.string(), region_name: z.string() }))
    .catch([]),
  cost_information: z
    .object({
      monthly_cost: z.coerce.string(),
      upfront_cost: z.coerce.string().optional(),
      currency: z.string(),
    })
    .optional()
    .catch(undefined),
  features: z.array(z.object({ name: z.string() })).catch([]),
})

export const ownedNumber = z.object({
  id,
  phone_number: phoneNumber,
  status: z.string(),
  messaging_profile_id: z.string().nullish(),
})

export const order = z.object({
  id,
  status: z.string(),
  phone_numbers: z
    .array(
      z.object({
        requirements_met: z.boolean().nullish(),
        regulatory_requirements: z.array(z.unknown()).nullish(),
      }),
    )
    .nullish(),
})

export const balance = z.object({ balance: z.coerce.string(), currency: z.string() })
