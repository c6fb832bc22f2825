import { z } from 'zod'
import { url } from '../values.ts'

export const telnyx = z.strictObject({
  kind: z.literal('telnyx').describe('Telnyx, by its messaging API of version 2.'),
  apiKey: z.string().min(1).meta({
    description:
      'A key for requests, from the portal. Better kept in a file that HOMELINE_CARRIERS_TELNYX_API_KEY_FILE names.',
    example: 'KEY0123',
  }),
  publicKey: z
    .string()
    .regex(/^[A-Za-z0-9+/]{43}=$/, 'expected 32 bytes in base64, as the portal shows them')
    .meta({
      description: 'The account’s public key, from the same place: webhooks are verified by it.',
      example: 'QXQgdGhlIHBvcnRhbDogS2V5cyAmIENyZWRlbnRpYWw=',
    }),
  messagingProfileId: z.string().min(1).optional().meta({
    description:
      'A messaging profile that is for Homeline alone: its texts come here. Homeline makes one otherwise.',
    example: '40017f4b-0000-4000-8000-000000000000',
  }),
  apiBase: url().optional().meta({
    description: 'Where the provider’s API is.',
    example: 'https://api.telnyx.com',
  }),
  settleSeconds: z.number().min(0).max(3600).optional().meta({
    description: 'How long a request that was cut off may still be accepted.',
    example: 20,
  }),
})
