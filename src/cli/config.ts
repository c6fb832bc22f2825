import { type Run, UsageError } from './command.ts'

/** Shows the configuration as it counts, secrets left out. */
export const run: Run = async ({ arguments: [what], config, say }) => {
  if (what !== 'check') throw new UsageError('Write "config check".')
  const values = await config()
  say(JSON.stringify(values, withoutSecrets, 2))
  say('The configuration is fine.')
  return 0
}

function withoutSecrets(key: string, value: unknown): unknown {
  return /token|secret|password|(api|signing)key/i.test(key) && typeof value === 'string'
    ? '…'
    : value
}
