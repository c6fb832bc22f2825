import type { z } from 'zod'
import { CarrierError } from './errors.ts'

/** What a webhook says, or a part of it. @throws CarrierError `malformed` */
export function readReport<Schema extends z.ZodType>(
  schema: Schema,
  given: unknown,
): z.infer<Schema> {
  const parsed = schema.safeParse(given)
  if (parsed.success) return parsed.data
  const message = 'A webhook is neither a message nor a state'
  throw new CarrierError('malformed', message, { cause: parsed.error })
}

/** The fields of a posted form; of one that is repeated, the last. */
export function formOf(body: Uint8Array): PostedForm {
  return Object.fromEntries(new URLSearchParams(Buffer.from(body).toString('utf8')))
}

export type PostedForm = Readonly<Record<string, string | undefined>>
