import { z } from 'zod'
import { parsePhoneNumber } from '../../../../src/core/phone.ts'
import type { MediaFile } from '../media.ts'
import { mediaLimits } from '../media-limits.ts'
import { settingsSchema } from '../settings.ts'

const phoneNumber = z.string().transform((text, context) => {
  const number = parsePhoneNumber(text)
  if (number === undefined) {
    context.addIssue('write the number in international form, such as +13035550142')
  }
  return number ?? z.NEVER
})

/** Who may text: a number, a short code, a name of letters (3GPP TS 23.040, 9.1.2.5), or nobody to be seen. */
const sender = z.string().transform((text, context) => {
  const given = text.trim()
  if (/^\d{3,8}$|^(?=.*[A-Za-z])[A-Za-z0-9 &._-]{1,11}$/.test(given)) return given
  const number = parsePhoneNumber(given)
  if (number === undefined) {
    context.addIssue('write a number, a short code, a name of at most 11 letters, or "anonymous"')
  }
  return number ?? z.NEVER
})

export const newHandset = z.strictObject({
  name: z.string().trim().min(1, 'write a name').max(40).optional(),
  number: phoneNumber.optional(),
})

const file = z.strictObject({
  type: z.string().regex(/^[\w.+-]{1,60}\/[\w.+-]{1,60}$/, 'write a type such as image/png'),
  base64: z.base64('write the bytes in base64').min(1, 'write the bytes in base64'),
})

export const newText = z
  .strictObject({
    from: sender,
    to: phoneNumber,
    text: z.string().max(1600, 'a text has at most 1600 characters').default(''),
    media: z
      .array(file)
      .max(mediaLimits.maxCount, `send ${mediaLimits.maxCount} files at most`)
      .default([]),
    at: z.int().min(0).max(8_640_000_000_000_000).optional(),
  })
  .transform((given) => ({ ...given, media: given.media.map(decoded) }))
  .refine(({ text, media }) => text !== '' || media.length > 0, {
    path: ['text'],
    error: 'write something, or send a file',
  })
  .refine(({ media }) => sizeOf(media) <= mediaLimits.maxBytes, {
    path: ['media'],
    error: `the files are larger than ${mediaLimits.maxBytes / 1_000_000} MB together`,
  })

function decoded({ type, base64 }: z.infer<typeof file>): MediaFile {
  return { type, bytes: Buffer.from(base64, 'base64') }
}

function sizeOf(media: readonly MediaFile[]): number {
  return media.reduce((sum, { bytes }) => sum + bytes.length, 0)
}

export const journalQuery = z.object({
  with: z.string().max(40).optional(),
  limit: z.coerce.number().int().min(1).max(10_000).optional(),
})

export const settingsChange = settingsSchema.partial()
