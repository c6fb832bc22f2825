import { z } from 'zod'
import { url } from '../values.ts'

export const twilio = z
  .strictObject({
    kind: z.literal('twilio').describe('Twilio, or a provider that speaks its language.'),
    accountSid: z.string().min(1).meta({
      description: 'The account, as its console shows it.',
      example: 'AC00000000000000000000000000000000',
    }),
    authToken: z.string().min(1).meta({
      description:
        'The account’s primary token: webhooks are signed with it. Better kept in a file that HOMELINE_CARRIERS_MAIN_AUTH_TOKEN_FILE names.',
      example: 'secret',
    }),
    apiKey: z.string().optional().meta({
      description: 'For requests, instead of the account and its token.',
      example: 'SK00000000000000000000000000000000',
    }),
    apiSecret: z.string().optional().meta({
      description: 'Of that key.',
      example: 'secret',
    }),
    messagingServiceSid: z.string().min(1).optional().meta({
      description:
        'Sends through this messaging service, which has to have the numbers of all lines; registered senders in the US need it.',
      example: 'MG00000000000000000000000000000000',
    }),
    deleteMedia: z.boolean().optional().meta({
      description: 'Removes a received attachment at the provider once it is in its chat.',
      example: false,
    }),
    apiBase: url().optional().meta({
      description: 'Where the provider’s API is.',
      example: 'https://api.twilio.com',
    }),
    pricingBase: url().optional().meta({
      description: 'Where its prices are.',
      example: 'https://pricing.twilio.com',
    }),
    numbersBase: url().optional().meta({
      description:
        'Where it tells what countries demand of buyers; say so where apiBase is another.',
      example: 'https://numbers.twilio.com',
    }),
    settleSeconds: z.number().min(0).max(3600).optional().meta({
      description: 'How long a request that was cut off may still be accepted.',
      example: 20,
    }),
  })
  .refine(({ apiKey, apiSecret }) => (apiKey === undefined) === (apiSecret === undefined), {
    error: 'apiKey and apiSecret go together',
  })
