import path from 'node:path'
import { type Config, loadConfig } from '../config/load.ts'
import { type Call, UsageError } from './command.ts'

/** The configuration as the command line's common options ask for it. @throws ConfigError UsageError */
export async function configOf(options: Call['options']): Promise<Config> {
  const { config, data, ports, set } = options
  const settings = [
    ...(typeof data === 'string' ? [`dataDir=${path.resolve(data)}`] : []),
    ...(typeof ports === 'string' ? portSettings(ports) : []),
    ...(Array.isArray(set) ? set.map(String) : []),
  ]
  return await loadConfig({
    environment: process.env,
    settings,
    ...(typeof config === 'string' ? { file: config } : {}),
  })
}

const ports = ['web.port', 'simulator.port', 'homeserver.port', 'appservice.port']

function portSettings(base: string): string[] {
  const first = Number(base)
  if (!Number.isInteger(first) || first < 0 || first > 65_532) {
    throw new UsageError(`--ports takes a number up to 65532, or 0; it was given "${base}".`)
  }
  return ports.map((key, index) => `${key}=${first === 0 ? 0 : first + index}`)
}
