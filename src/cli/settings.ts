import path from 'node:path'
import { type Config, loadConfig } from '../config/load.ts'
import { type Call, UsageError } from './command.ts'

/** The configuration as the command line's common options ask for it. @throws ConfigError UsageError */
export async function configOf(options: Call['options']): Promise<Config> {
  const { config, data, ports, set } = options
  const settings = [
    ...(typeof data === 'string' ? [`dataDir=${path.resolve(data)}`] : []),
    ...(Array.isArray(set) ? set.map(String) : []),
  ]
  return await loadConfig({
    environment: process.env,
    settings,
    ...(typeof config === 'string' ? { file: config } : {}),
    ...(typeof ports === 'string' ? { ports: firstPort(ports) } : {}),
  })
}

function firstPort(base: string): number {
  const first = Number(base)
  if (Number.isInteger(first) && first >= 0 && first <= 65_532) return first
  throw new UsageError(`--ports takes a number up to 65532, or 0; it was given "${base}".`)
}
