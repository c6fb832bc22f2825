/** The configuration can't be used; `message` names the place and what is expected. */
export class ConfigError extends Error {
  override readonly name = 'ConfigError'
}
