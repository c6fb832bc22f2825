import { z } from 'zod'
import { parseCountry } from '../../core/phone.ts'
import { phoneNumber } from '../values.ts'

const octet = z.number().int().min(0).max(255).optional()
const seconds = z.number().min(0.05).max(86_400).optional()

export const smpp = z.strictObject({
  kind: z.literal('smpp').describe('A message centre (SMSC) that speaks SMPP 3.4.'),
  host: z.string().min(1).meta({
    description: 'Where the SMSC is.',
    example: 'smsc.example.org',
  }),
  port: z.number().int().min(1).max(65_535).meta({
    description: 'Its port.',
    example: 2775,
  }),
  tls: z.boolean().optional().meta({
    description:
      'Whether it is reached over TLS. Otherwise texts and password travel in the clear.',
    example: true,
  }),
  caFile: z.string().optional().meta({
    description:
      'PEM file of the authority that signed its certificate, instead of the system’s; relative to this file.',
    example: './smsc-authority.pem',
  }),
  systemId: z.string().min(1).max(15).meta({
    description: 'The name that its operator gave you.',
    example: 'homeline',
  }),
  password: z.string().max(8).meta({
    description:
      'The password to it. Better kept in a file that HOMELINE_CARRIERS_SMPP_PASSWORD_FILE names.',
    example: 'secret',
  }),
  systemType: z.string().max(12).optional().meta({
    description: 'Only where its operator asks for one.',
    example: 'SMPP',
  }),
  numbers: z
    .array(phoneNumber())
    .min(1)
    .meta({
      description: 'The numbers whose texts come over this connection, in international form.',
      example: ['+447700900123'],
    }),
  country: country().optional().meta({
    description: 'Country of numbers that the SMSC writes without their country’s code.',
    example: 'GB',
  }),
  defaultAlphabet: z.enum(['gsm', 'latin-1', 'ascii']).optional().meta({
    description: 'What the SMSC means by data_coding 0.',
    example: 'gsm',
  }),
  longTexts: z.enum(['udh', 'sar', 'payload']).optional().meta({
    description:
      'How a text of several segments goes out: with headers, with SAR parameters, or in one message_payload.',
    example: 'udh',
  }),
  maxSegments: z.number().int().min(1).max(255).optional().meta({
    description: 'Texts that take more are refused.',
    example: 10,
  }),
  receiptIds: z.enum(['as-is', 'hex-to-decimal', 'decimal-to-hex']).optional().meta({
    description:
      'How the message ID in a receipt becomes the one in the answer to the text, where the SMSC writes them in different ways.',
    example: 'as-is',
  }),
  ton: octet.meta({
    description:
      'Type of number of yours and of those that you text; 2 sends those of your country in national form.',
    example: 1,
  }),
  npi: octet.meta({ description: 'Numbering plan of these.', example: 1 }),
  shortCodeTon: octet.meta({ description: 'Type of number of short codes.', example: 3 }),
  shortCodeNpi: octet.meta({ description: 'Numbering plan of these.', example: 0 }),
  window: z.number().int().min(1).max(1000).optional().meta({
    description: 'How many texts may wait for the SMSC’s answer at the same time.',
    example: 10,
  }),
  rate: z.number().min(0.01).max(10_000).optional().meta({
    description: 'How many segments the SMSC takes a second at most.',
    example: 20,
  }),
  enquireSeconds: seconds.meta({
    description: 'The SMSC is asked whether it is there when it said nothing for this long.',
    example: 30,
  }),
  responseSeconds: seconds.meta({
    description: 'How long an answer may take. After that, a text may have been sent.',
    example: 15,
  }),
  incompleteSeconds: seconds.meta({
    description: 'A long text is shown without the parts that did not come for this long.',
    example: 300,
  }),
  settleSeconds: z.number().min(0).max(3600).optional().meta({
    description: 'How long a text that was cut off may still be taken.',
    example: 20,
  }),
})

function country() {
  return z.string().transform((text, context) => {
    const parsed = parseCountry(text)
    if (parsed === undefined) context.addIssue('expected a country code such as DE')
    return parsed ?? z.NEVER
  })
}
