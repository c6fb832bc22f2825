import { z } from 'zod'
import { parsePhoneNumber } from '../core/phone.ts'

/** A port to listen on; 0 takes a free one. */
export function port(preset: number) {
  return z.number().int().min(0).max(65_535).default(preset)
}

/** Without a slash at the end. */
export function url() {
  return z
    .url({ protocol: /^https?$/, error: 'expected a URL with http:// or https://' })
    .transform((text) => text.replace(/\/+$/, ''))
}

export function serverName() {
  return z
    .string()
    .regex(/^[A-Za-z0-9.-]+(:\d{1,5})?$/, 'expected a host name, with a port perhaps')
}

/** In international form. */
export function phoneNumber() {
  return z.string().transform((text, context) => {
    const number = parsePhoneNumber(text)
    if (number === undefined) {
      context.addIssue('write a number in international form, such as +447700900123')
    }
    return number ?? z.NEVER
  })
}
