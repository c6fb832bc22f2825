import { z } from 'zod'
import { url } from '../values.ts'

export const signalwire = z.strictObject({
  kind: z.literal('signalwire').describe('SignalWire.'),
  space: z
    .string()
    .regex(/^[a-z0-9-]{1,63}$/i, 'the name alone, without ".signalwire.com"')
    .meta({ description: 'The name before ".signalwire.com".', example: 'example' }),
  projectId: z.string().min(1).meta({
    description: 'The project, as the page "API Credentials" shows it.',
    example: '00000000-0000-0000-0000-000000000000',
  }),
  apiToken: z.string().min(1).meta({
    description:
      'A token that may do messaging and numbers. Better kept in a file that HOMELINE_CARRIERS_MAIN_API_TOKEN_FILE names.',
    example: 'secret',
  }),
  signingKey: z.string().min(1).meta({
    description:
      'The key from the same page with which webhooks are signed; a file is better here, too.',
    example: 'secret',
  }),
  messagingServiceSid: z.string().min(1).optional().meta({
    description: 'Sends through this number group, which has to have the numbers of all lines.',
    example: '00000000-0000-0000-0000-000000000000',
  }),
  deleteMedia: z.boolean().optional().meta({
    description: 'Removes a received attachment at the provider once it is in its chat.',
    example: false,
  }),
  apiBase: url().optional().meta({
    description: 'Where the provider’s API is, when not in the space.',
    example: 'https://example.signalwire.com/api/laml',
  }),
  settleSeconds: z.number().min(0).max(3600).optional().meta({
    description: 'How long a request that was cut off may still be accepted.',
    example: 20,
  }),
})
