import pino from 'pino'
import type { Log } from '../core/log.ts'

/**
 * Structured lines to standard error: standard output is for people. Errors are written without what
 * their causes carry in foreign fields, so that no request with its token or text gets into a line.
 */
export function createLog(level: string): Log {
  const serializers = { err: described }
  return pino(
    { level, base: null, serializers, timestamp: pino.stdTimeFunctions.isoTime },
    output(),
  )
}

function output() {
  return pino.destination({ dest: 2, sync: true })
}

/** Names, codes, messages and stacks along the chain of causes. */
function described(error: unknown): object {
  if (!(error instanceof Error)) return { type: typeof error }
  const { name, message, stack, cause } = error
  const code = 'code' in error ? { code: String(error.code) } : {}
  const frames = stack?.slice(stack.indexOf('\n') + 1)
  return {
    name,
    message: shortened(message),
    ...code,
    ...(frames === undefined ? {} : { stack: frames }),
    ...(cause === undefined ? {} : { cause: described(cause) }),
  }
}

/** Numbers in messages of others are redacted as ours are. */
function shortened(message: string): string {
  return message
    .slice(0, 500)
    .replace(/\+?\d{7,15}/g, (digits) => `${digits.slice(0, 3)}…${digits.slice(-2)}`)
}
