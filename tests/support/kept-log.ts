import type { Log } from '../../src/core/log.ts'

/** A log that keeps its lines, to see what is not in it. */
export interface KeptLog extends Log {
  readonly lines: string[]
}

export function keptLog(): KeptLog {
  const lines: string[] = []
  const keep = (fields: object, message: string) =>
    void lines.push(`${JSON.stringify(fields)} ${message}`)
  const log = { lines, debug: keep, info: keep, warn: keep, error: keep, child: () => log }
  return log
}
