import { z } from 'zod'
import { phoneNumber, port } from './values.ts'

/** What its phones are reached by beside the page: a way in for who speaks SMPP. */
const smsc = z
  .strictObject({
    port: port(2775).describe('Where it is bound, on loopback.'),
    systemId: z.string().min(1).max(15).default('homeline').describe('Who may bind.'),
    password: z.string().max(8).default('secret').describe('With which password.'),
    numbers: z
      .array(phoneNumber())
      .prefault(['+13035550199'])
      .describe('Numbers whose texts come that way; nobody can buy them.'),
  })
  .optional()
  .describe('A simulated message centre for carriers of the kind smpp; off without this section.')

export const simulatorSchema = z
  .strictObject({
    enabled: z
      .boolean()
      .default(true)
      .describe('A carrier for trying out: nothing leaves this machine.'),
    port: port(29_381).describe('For the page of simulated phones.'),
    smsc,
  })
  .prefault({})
  .describe('Simulated phones in the browser.')
