import pino from 'pino'
import { type Log, redact } from '../core/log.ts'

/**
 * Structured lines to standard error: standard output is for people. Errors are written without what
 * their causes carry in foreign fields, so that no request with its token or text gets into a line.
 */
export function createLog(level: string, output: pino.DestinationStream = standardError()): Log {
  const serializers = { err: described }
  return pino({ level, base: null, serializers, timestamp: pino.stdTimeFunctions.isoTime }, output)
}

function standardError() {
  return pino.destination({ dest: 2, sync: true })
}

/** Names, codes, messages and stacks along the chain of causes. */
function described(error: unknown): object {
  if (!(error instanceof Error)) return { type: typeof error }
  const { name, message, stack, cause } = error
  const code = 'code' in error ? { code: String(error.code) } : {}
  // The stack begins with the message, which may have many lines.
  const start = stack?.indexOf('\n    at ') ?? -1
  const frames = start < 0 ? {} : { stack: stack?.slice(start + 1) }
  return {
    name,
    message: shortened(message),
    ...code,
    ...frames,
    ...(cause === undefined ? {} : { cause: described(cause) }),
  }
}

/** Numbers in messages of others, however they are written, are redacted as ours are. */
function shortened(message: string): string {
  return message
    .slice(0, 600)
    .replace(/\+?\d(?:[ \u00a0()-]{0,3}\d){6,}/g, (number) => redact(number.replace(/[^+\d]/g, '')))
    .slice(0, 500)
}
