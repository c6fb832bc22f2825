/** The embedded homeserver can't run; `message` says why and what to do. */
export class EmbeddedError extends Error {
  override readonly name = 'EmbeddedError'
}
