import { z } from 'zod'
import { elks } from './carriers/46elks.ts'
import { signalwire } from './carriers/signalwire.ts'
import { smpp } from './carriers/smpp.ts'
import { smsgate } from './carriers/smsgate.ts'
import { telnyx } from './carriers/telnyx.ts'
import { twilio } from './carriers/twilio.ts'

export const carriersSchema = z
  .record(
    z
      .string()
      .regex(
        /^(?=.*[a-z])[a-z0-9][a-z0-9-]{0,30}$/,
        'small letters, digits and "-" only, a letter among them',
      )
      .refine((name) => name !== 'simulator', 'this name is the simulated carrier’s'),
    z.discriminatedUnion('kind', [twilio, signalwire, telnyx, elks, smsgate, smpp]),
  )
  .prefault({})
  .describe('Text providers under names of your choice, which lines keep for ever.')
