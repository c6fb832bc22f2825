import { z } from 'zod'
import { parseCountry } from '../core/phone.ts'

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
  homeserver: z
    .discriminatedUnion('kind', [
      z.strictObject({
        kind: z.literal('embedded').describe('Homeline runs a Synapse of its own.'),
        serverName: serverName()
          .default('homeline.localhost')
          .describe('The part of user IDs after the colon; can not be changed later.'),
        port: port(29_382).describe('For Matrix clients, on loopback; 0 takes a free one.'),
        python: z.string().optional().describe('The interpreter of an environment with Synapse.'),
        federation: z
          .strictObject({
            host: z.string().default('0.0.0.0').describe('The address to listen on.'),
            port: port(8448).describe('For other homeservers.'),
            certificate: z
              .string()
              .describe('PEM file of the TLS certificate for the server name.'),
            privateKey: z.string().describe('PEM file of its key.'),
            trustedCertificates: z
              .array(z.string())
              .optional()
              .describe('PEM files of authorities, instead of the system’s.'),
            allowPrivateAddresses: z
              .boolean()
              .default(false)
              .describe('Whether servers on private addresses are asked, too.'),
          })
          .optional()
          .describe('Open to accounts of other homeservers; off without this section.'),
      }),
      z.strictObject({
        kind: z.literal('existing').describe('A homeserver that is there already.'),
        url: url().describe('Where Homeline reaches its client API.'),
        serverName: serverName().describe('The part of user IDs after the colon.'),
      }),
    ])
    .prefault({ kind: 'embedded' }),
  appservice: z
    .strictObject({
      host: z.string().default('127.0.0.1').describe('The address to listen on.'),
      port: port(29_390).describe('Where the homeserver reaches Homeline.'),
      url: url().optional().describe('The same as the homeserver sees it, where that differs.'),
      bot: z
        .string()
        .regex(/^[a-z0-9._-]+$/, 'small letters, digits, ".", "_" and "-" only')
        .default('homeline')
        .describe('Name of the bot, the part before the colon.'),
      registration: z
        .string()
        .optional()
        .describe('Folder of the registration files; "registration" in the data folder otherwise.'),
    })
    .prefault({}),
  web: z
    .strictObject({
      host: z.string().default('127.0.0.1').describe('The address to listen on.'),
      port: port(29_380).describe('For carriers’ webhooks, health and metrics.'),
      publicUrl: url()
        .optional()
        .describe('How carriers reach this port from outside; needed for real carriers.'),
    })
    .prefault({}),
  simulator: z
    .strictObject({
      enabled: z
        .boolean()
        .default(true)
        .describe('A carrier for trying out: nothing leaves this machine.'),
      port: port(29_381).describe('For the page of simulated phones.'),
    })
    .prefault({}),
  carriers: z
    .record(
      z.string().regex(/^[a-z][a-z0-9-]{0,30}$/, 'small letters, digits and "-" only'),
      z.discriminatedUnion('kind', [
        z.strictObject({
          kind: z.literal('twilio'),
          accountSid: z.string().min(1),
          authToken: z.string().min(1).describe('The primary one: webhooks are signed with it.'),
          apiKey: z.string().optional().describe('For requests, instead of the account’s token.'),
          apiSecret: z.string().optional(),
          apiBase: url().optional(),
          pricingBase: url().optional(),
          settleSeconds: z
            .number()
            .min(0)
            .max(3600)
            .optional()
            .describe('How long a request that was cut off may still be accepted.'),
        }),
      ]),
    )
    .default({})
    .describe('Text providers under names of your choice, which lines keep for ever.'),
  account: z
    .string()
    .regex(/^[a-z0-9._=/-]+$/, 'small letters, digits and "._=-/" only')
    .default('me')
    .describe('The first account of the embedded homeserver.'),
  permissions: z
    .record(z.string().min(1), permission())
    .optional()
    .describe(
      'Who may do what, by user ID, server name or "*"; the nearest counts. Without this, accounts of the own server may own 5 lines.',
    ),
  region: z
    .string()
    .refine((text) => parseCountry(text) !== undefined, 'expected a country code such as DE')
    .transform((text) => parseCountry(text))
    .optional()
    .describe('Country whose national notation is understood, such as DE.'),
})

/** As parsed. */
export type ConfigValues = z.output<typeof configSchema>

function permission() {
  const levels = z.enum(['none', 'use', 'admin'])
  const own = z.strictObject({ own: z.number().int().min(0).max(1000) })
  return z
    .union([levels, own], 'expected none, use, admin or { own: 3 }')
    .transform((given) =>
      typeof given === 'string'
        ? { level: given, maxLines: given === 'admin' ? 1000 : 0 }
        : { level: 'own' as const, maxLines: given.own },
    )
}

function port(preset: number) {
  return z.number().int().min(0).max(65_535).default(preset)
}

function url() {
  return z
    .url({ protocol: /^https?$/, error: 'expected a URL with http:// or https://' })
    .transform((text) => text.replace(/\/+$/, ''))
}

function serverName() {
  return z
    .string()
    .regex(/^[A-Za-z0-9.-]+(:\d{1,5})?$/, 'expected a host name, with a port perhaps')
}
