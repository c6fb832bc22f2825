import type { Request } from 'express'
import { refusal } from '../errors.ts'

/** One field of a form or a query; the first where there are several, undefined where it is empty. */
export function field(source: unknown, name: string): string | undefined {
  const value = (source as Readonly<Record<string, unknown>> | undefined)?.[name]
  const first = Array.isArray(value) ? value[0] : value
  return typeof first === 'string' && first !== '' ? first : undefined
}

/** All of a field that may be repeated. */
export function fields(source: unknown, name: string): readonly string[] {
  const value = (source as Readonly<Record<string, unknown>> | undefined)?.[name]
  return [value].flat().filter((each) => typeof each === 'string' && each !== '') as string[]
}

/** @throws ProviderError when it is no absolute web address */
export function webAddress(text: string | undefined, code: number): string | undefined {
  if (text === undefined) return undefined
  const url = URL.canParse(text) ? new URL(text) : undefined
  if (url === undefined || !['http:', 'https:'].includes(url.protocol)) throw refusal(code)
  // What follows the number sign sets options of the connection and is no part of the address.
  return text.split('#')[0]
}

export function isTrue(text: string | undefined): boolean {
  return text?.toLowerCase() === 'true'
}

/** Path parameters as text. */
export function parameter(request: Request, name: string): string {
  return String(request.params[name] ?? '')
}

/** "Fri, 24 May 2019 17:44:46 +0000": RFC 2822, whole seconds. */
export function rfc2822(millis: number): string {
  return new Date(millis).toUTCString().replace('GMT', '+0000')
}
