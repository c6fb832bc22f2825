import { createHash } from 'node:crypto'

/**
 * What a text is known by when it is reported anew: the phone's own ID follows from the content only, and a
 * report's ID is of that report. Networks tell whole seconds, so that two equal texts of one sender in the
 * same second are taken for one, as the app does.
 */
export function textId(...marks: readonly (string | number)[]): string {
  return createHash('sha256').update(JSON.stringify(marks)).digest('base64url').slice(0, 32)
}
