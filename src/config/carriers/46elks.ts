import { z } from 'zod'
import { url } from '../values.ts'

export const elks = z.strictObject({
  kind: z.literal('46elks').describe('46elks.'),
  username: z.string().min(1).meta({
    description: 'The API username, from the account’s page on the dashboard.',
    example: 'u0123456789abcdef0123456789abcdef',
  }),
  password: z.string().min(1).meta({
    description:
      'The API password, from the same page. Better kept in a file that HOMELINE_CARRIERS_MAIN_PASSWORD_FILE names.',
    example: 'secret',
  }),
  apiBase: url().optional().meta({
    description: 'Where the provider’s API is.',
    example: 'https://api.46elks.com',
  }),
})
