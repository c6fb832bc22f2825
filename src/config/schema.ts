import { z } from 'zod'
import { parseCountry } from '../core/phone.ts'
import { carriersSchema } from './carriers-schema.ts'
import { homeserverSchema } from './homeserver-schema.ts'
import { simulatorSchema } from './simulator-schema.ts'
import { port, url } from './values.ts'

/** The configuration as it is written; every value has a default that makes a working system. */
export const configSchema = z.strictObject({
  dataDir: z
    .string()
    .min(1)
    .default('./data')
    .describe('Where everything is kept that Homeline remembers; relative to this file.'),
  log: z
    .strictObject({
      level: z
        .enum(['debug', 'info', 'warn', 'error', 'silent'])
        .default('info')
        .describe('The least important that is logged.'),
    })
    .prefault({})
    .describe('Structured log lines, to standard error; never texts, numbers shortened.'),
  homeserver: homeserverSchema,
  appservice: z
    .strictObject({
      host: z.string().default('127.0.0.1').describe('The address to listen on.'),
      port: port(29_390).describe('Where the homeserver reaches Homeline.'),
      url: url().optional().meta({
        description: 'The same as the homeserver sees it, where that differs.',
        example: 'http://homeline:29390',
      }),
      bot: z
        .string()
        .regex(/^[a-z0-9._-]+$/, 'small letters, digits, ".", "_" and "-" only')
        .default('homeline')
        .describe('Name of the bot, the part before the colon.'),
      registration: z.string().optional().meta({
        description:
          'Folder of the registration files; "registration" in the data folder otherwise.',
        example: './registration',
      }),
    })
    .prefault({})
    .describe('What the homeserver calls.'),
  web: z
    .strictObject({
      host: z.string().default('127.0.0.1').describe('The address to listen on.'),
      port: port(29_380).describe('For carriers’ webhooks, health and metrics.'),
      publicUrl: url().optional().meta({
        description: 'How carriers reach this port from outside; needed for real carriers.',
        example: 'https://texts.example.org',
      }),
    })
    .prefault({})
    .describe('What carriers and monitoring call.'),
  simulator: simulatorSchema,
  carriers: carriersSchema,
  account: z
    .string()
    .regex(/^[a-z0-9._=/-]+$/, 'small letters, digits and "._=-/" only')
    .default('me')
    .describe('The first account of the embedded homeserver.'),
  permissions: z
    .record(z.string().min(1), permission())
    .optional()
    .meta({
      description:
        'Who may do what, by user ID, server name or "*"; the nearest counts. What is not said here: of the embedded homeserver the first account administers and others may own 5 lines; nobody else may do anything.',
      example: { '*': 'none', 'example.org': { own: 3 }, '@ann:example.org': 'admin' },
    }),
  region: z
    .string()
    .refine((text) => parseCountry(text) !== undefined, 'expected a country code such as DE')
    .transform((text) => parseCountry(text))
    .optional()
    .meta({
      description: 'Country whose national notation is understood, such as DE.',
      example: 'DE',
    }),
})

/** As parsed. */
export type ConfigValues = z.output<typeof configSchema>

function permission() {
  const levels = z.enum(['none', 'use', 'admin'])
  const own = z.strictObject({
    own: z.number().int().min(0).max(1000).describe('How many lines the account may get.'),
  })
  return z
    .union([levels, own], 'expected none, use, admin or { own: 3 }')
    .transform((given) =>
      typeof given === 'string'
        ? { level: given, maxLines: given === 'admin' ? 1000 : 0 }
        : { level: 'own' as const, maxLines: given.own },
    )
}
