import { z } from 'zod'
import { webhookEvents } from './webhooks.ts'

/** What the API takes; the rest of the description's fields is taken and does nothing. */
const whole = z.int()
const time = z.iso.datetime({ offset: true }).transform((text) => Date.parse(text))

export const newMessage = z
  .object({
    id: z.string().min(1).max(36).optional(),
    deviceId: z.string().max(21).optional(),
    textMessage: z.object({ text: z.string().min(1).max(65_535) }).optional(),
    /** Its older name. */
    message: z.string().min(1).max(65_535).optional(),
    phoneNumbers: z.array(z.string().min(1)).min(1, 'Empty phone numbers list').max(1),
    simNumber: whole.min(1).max(3).default(1),
    ttl: whole.min(5).optional(),
    validUntil: time.optional(),
    isEncrypted: z.literal(false).optional(),
  })
  .refine(({ ttl, validUntil }) => ttl === undefined || validUntil === undefined, {
    error: 'fields conflict: ttl and validUntil',
  })

export const messageList = z.object({
  from: time.optional(),
  to: time.optional(),
  state: z
    .enum(['Pending', 'Cancelling', 'Cancelled', 'Processed', 'Sent', 'Delivered', 'Failed'])
    .optional(),
  deviceId: z.string().optional(),
  limit: z.coerce.number().int().min(1).max(100).default(50),
  offset: z.coerce.number().int().min(0).default(0),
  includeContent: z.enum(['true', 'false']).optional(),
  sort: z.enum(['created_at', '-created_at']).default('-created_at'),
})

export const newWebhook = z.object({
  id: z.string().min(1).max(36).optional(),
  deviceId: z.string().max(21).optional(),
  url: z.url({ protocol: /^https?$/ }).max(256),
  event: z.enum(webhookEvents),
})

export const refresh = z.object({
  since: time,
  until: time,
  deviceId: z.string().max(21).optional(),
  triggerWebhooks: z.boolean().default(false),
  webhookDelivery: z.enum(['Disabled', 'Individual', 'Batch']).optional(),
})

/** Both are set back by a restart. */
export const stateChange = z.strictObject({
  isOffline: z.boolean().optional(),
  retryPause: whole.min(1).max(3_600_000).optional(),
})
