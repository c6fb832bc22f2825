/** Structured log, as pino writes it. Fields never hold texts or tokens; numbers go through {@link redact}. */
export interface Log {
  debug(fields: object, message: string): void
  info(fields: object, message: string): void
  warn(fields: object, message: string): void
  error(fields: object, message: string): void
  child(fields: object): Log
}

/** "+49…67": enough to tell two apart, not enough to call. */
export function redact(address: string): string {
  return address.length <= 5 ? '…' : `${address.slice(0, 3)}…${address.slice(-2)}`
}
