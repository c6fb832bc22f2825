import { z } from 'zod'

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
