import { z } from 'zod'
import { parsePhoneNumber } from '../../../../src/core/phone.ts'
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

export const newText = z.strictObject({
  from: sender,
  to: phoneNumber,
  text: z.string().min(1, 'write something').max(1600, 'a text has at most 1600 characters'),
  at: z.int().min(0).max(8_640_000_000_000_000).optional(),
})

export const journalQuery = z.object({
  with: z.string().max(40).optional(),
  limit: z.coerce.number().int().min(1).max(10_000).optional(),
})

export const settingsChange = settingsSchema.partial()
