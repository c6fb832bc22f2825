import { z } from 'zod'

/** What the gateway answers and posts; fields that are not named here may come and go, and be null. */
function optional<Schema extends z.ZodType>(schema: Schema) {
  return schema.nullish().transform((value) => value ?? undefined)
}

export const apiError = z.object({ message: z.string() })

export const accepted = z.object({ id: z.string(), state: z.string() })

export const messageState = z.object({
  state: z.string(),
  recipients: z.array(z.object({ error: optional(z.string()) })).catch([]),
})

export const webhookList = z.array(
  z.object({ id: optional(z.string()), url: z.string(), event: z.string() }),
)

/** Milliseconds since 1970. */
const time = optional(z.string()).transform((text = '') => {
  const at = Date.parse(text)
  // Phones that know no time tell that of 1970.
  return at > 946_684_800_000 ? at : undefined
})

export const deviceList = z.array(
  z.object({
    id: z.string().min(1),
    name: optional(z.string()),
    lastSeen: time,
    deletedAt: optional(z.string()),
  }),
)

export const health = z.object({
  checks: z
    .record(
      z.string(),
      z.object({
        status: z.string(),
        description: optional(z.string()),
        observedValue: z.number(),
      }),
    )
    .catch({}),
})

export const phoneSettings = z.object({
  messages: optional(z.object({ processing_order: optional(z.string()) })),
})

export const inboxPage = z.array(
  z.object({
    sender: z.string(),
    recipient: optional(z.string()),
    simNumber: optional(z.number()),
    contentPreview: z.string(),
    createdAt: time,
  }),
)

/** docs.sms-gate.app/features/webhooks, "Receive the Payload" */
export const webhook = z.object({
  /** Of this report; another one when it is reported anew. */
  id: z.string().min(1).max(200),
  event: z.string(),
  payload: z.unknown(),
})

const incoming = {
  sender: optional(z.string()),
  /** The sender's older name. */
  phoneNumber: optional(z.string()),
  recipient: optional(z.string()),
  simNumber: optional(z.number()),
  receivedAt: time,
}

export const smsReceived = z.object({ ...incoming, message: z.string() })

export const mmsReceived = z.object({
  ...incoming,
  messageId: z.string().min(1).max(500),
  subject: optional(z.string()),
})

const attachment = z.object({
  contentType: optional(z.string()),
  name: optional(z.string()),
  data: optional(z.string()),
})

export const mmsDownloaded = mmsReceived.extend({
  body: optional(z.string()),
  attachments: optional(z.array(attachment).max(100)).transform((given) => given ?? []),
})

export const stateReport = z.object({
  messageId: z.string().min(1).max(200),
  partsCount: optional(z.number()),
  reason: optional(z.string()),
})
