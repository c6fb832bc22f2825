import { z } from 'zod'
import { phoneNumber, url } from '../values.ts'

export const smsgate = z
  .strictObject({
    kind: z.literal('smsgate').describe('An Android phone with the app SMSGate.'),
    baseUrl: url().meta({
      description:
        'The phone itself; or a server that it is connected to, and then it ends in /3rdparty/v1.',
      example: 'http://192.168.1.10:8080',
    }),
    user: z.string().optional().meta({
      description: 'As the app shows it.',
      example: 'sms',
    }),
    password: z.string().optional().meta({
      description:
        'As the app shows it. Better kept in a file that HOMELINE_CARRIERS_MAIN_PASSWORD_FILE names.',
      example: 'secret',
    }),
    token: z.string().optional().meta({
      description: 'For servers, instead of user and password.',
      example: 'secret',
    }),
    signingKey: z.string().min(1).meta({
      description: 'The phone signs its reports with it: in the app, Settings, Webhooks.',
      example: 'secret',
    }),
    deviceId: z.string().max(21).optional().meta({
      description: 'Which phone, where an account at a server has several.',
      example: 'PyDmBQZZXYmyxMwED8Fzy',
    }),
    sims: z
      .array(sim())
      .min(1)
      .meta({
        description: 'The SIMs of the phone that Homeline uses.',
        example: [{ number: '+491711234567', sim: 1 }],
      }),
    segmentsPerMinute: z
      .number()
      .positive()
      .max(600)
      .default(15)
      .describe('How much the phone is given to send; phone networks block who sends too much.'),
  })
  .refine(({ user, password }) => (user === undefined) === (password === undefined), {
    error: 'user and password go together',
  })
  .refine(({ sims }) => areDistinct(sims.map(({ sim }) => sim)), {
    error: 'two sims are in one slot',
    path: ['sims'],
  })
  .refine(({ sims }) => areDistinct(sims.map(({ number }) => number)), {
    error: 'two sims have one number',
    path: ['sims'],
  })

function sim() {
  return z.strictObject({
    number: phoneNumber().describe('Its number, in international form.'),
    sim: z.number().int().min(1).max(3).describe('The slot that it is in, from 1 on.'),
  })
}

function areDistinct(values: readonly unknown[]): boolean {
  return new Set(values).size === values.length
}
