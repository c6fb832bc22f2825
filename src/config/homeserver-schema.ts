import { z } from 'zod'
import { port, serverName, url } from './values.ts'

const federation = z
  .strictObject({
    host: z.string().default('0.0.0.0').describe('The address to listen on.'),
    port: port(8448).describe('For other homeservers.'),
    certificate: z.string().meta({
      description: 'PEM file of the TLS certificate for the server name.',
      example: '/etc/letsencrypt/live/example.org/fullchain.pem',
    }),
    privateKey: z.string().meta({
      description: 'PEM file of its key.',
      example: '/etc/letsencrypt/live/example.org/privkey.pem',
    }),
    trustedCertificates: z
      .array(z.string())
      .optional()
      .meta({
        description: 'PEM files of authorities, instead of the system’s.',
        example: ['/etc/ssl/own-authority.pem'],
      }),
    allowPrivateAddresses: z
      .boolean()
      .default(false)
      .describe('Whether servers on private addresses are asked, too.'),
  })
  .optional()
  .describe('Open to accounts of other homeservers; off without this section.')

const embedded = z.strictObject({
  kind: z.literal('embedded').describe('Homeline runs a Synapse of its own.'),
  serverName: serverName()
    .default('homeline.localhost')
    .describe('The part of user IDs after the colon; can not be changed later.'),
  port: port(29_382).describe('For Matrix clients, on loopback; 0 takes a free one.'),
  publicUrl: url().optional().meta({
    description: 'How Matrix clients elsewhere reach it, by a reverse proxy for example.',
    example: 'https://matrix.example.org',
  }),
  python: z.string().optional().meta({
    description: 'The interpreter of an environment with Synapse, instead of the one set up here.',
    example: '/opt/synapse/bin/python',
  }),
  federation,
})

const existing = z.strictObject({
  kind: z.literal('existing').describe('A homeserver that is there already.'),
  url: url().meta({
    description: 'Where Homeline reaches its client API.',
    example: 'https://matrix.example.org',
  }),
  serverName: serverName().meta({
    description: 'The part of user IDs after the colon.',
    example: 'example.org',
  }),
})

export const homeserverSchema = z
  .discriminatedUnion('kind', [embedded, existing])
  .prefault({ kind: 'embedded' })
  .describe('The Matrix homeserver: one of Homeline’s own, or one that is there already.')
