import { HomeserverError } from '../../core/errors.ts'

/** The room is not there, or not open to whoever asked. */
export function isClosed(error: unknown): boolean {
  return error instanceof HomeserverError && [403, 404].includes(error.status)
}
