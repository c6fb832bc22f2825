import { readFileSync } from 'node:fs'
import path from 'node:path'
import { z } from 'zod'
import { type Override, overrideFrom, overridesFrom } from './environment.ts'
import { ConfigError } from './error.ts'
import { type ConfigValues, configSchema } from './schema.ts'

/** The configuration with paths made absolute and defaults filled in. */
export interface Config extends Omit<ConfigValues, 'permissions' | 'appservice'> {
  readonly permissions: NonNullable<ConfigValues['permissions']>
  readonly appservice: ConfigValues['appservice'] & { readonly registration: string }
}

export interface ConfigSources {
  /** The file that was asked for; it must exist. Without one, `config.yaml` counts if it is there. */
  readonly file?: string
  readonly environment: Readonly<Record<string, string | undefined>>
  /** `key=value`, strongest of all. */
  readonly settings?: readonly string[]
}

/** File, then environment, then command line. @throws ConfigError */
export async function loadConfig(sources: ConfigSources): Promise<Config> {
  const { environment, settings = [] } = sources
  const asked = sources.file ?? environment['HOMELINE_CONFIG']
  const file = path.resolve(asked ?? 'config.yaml')
  const values = await readFile(file, asked !== undefined)
  const overrides = [
    ...overridesFrom(environment, configSchema),
    ...settings.map((setting) => overrideFrom(setting, configSchema)),
  ]
  for (const override of overrides) put(values, override)
  nameKind(values)
  const parsed = configSchema.safeParse(values)
  if (!parsed.success) throw new ConfigError(explain(file, parsed.error))
  return complete(parsed.data, path.dirname(file))
}

async function readFile(file: string, isAsked: boolean): Promise<Record<string, unknown>> {
  let text: string
  try {
    text = readFileSync(file, 'utf8')
  } catch (error) {
    if (!isAsked) return {}
    throw new ConfigError(`The configuration ${file} can not be read. Does it exist?`, {
      cause: error,
    })
  }
  const { parse } = await import('yaml')
  try {
    return z.record(z.string(), z.unknown()).parse(parse(text) ?? {})
  } catch (error) {
    const why = error instanceof z.ZodError ? 'it is no list of keys and values' : String(error)
    throw new ConfigError(`The configuration ${file} is not written as YAML: ${why}`, {
      cause: error,
    })
  }
}

function put(values: Record<string, unknown>, { path: [first, ...rest], value }: Override): void {
  if (first === undefined) return
  if (rest.length === 0) {
    values[first] = value
    return
  }
  const inner = z.record(z.string(), z.unknown()).safeParse(values[first]).data ?? {}
  put(inner, { path: rest, value })
  values[first] = inner
}

/** A homeserver with an address of its own exists already; the kind need not be said. */
function nameKind(values: Record<string, unknown>): void {
  const homeserver = z.record(z.string(), z.unknown()).safeParse(values['homeserver']).data
  if (homeserver === undefined || 'kind' in homeserver) return
  values['homeserver'] = { kind: 'url' in homeserver ? 'existing' : 'embedded', ...homeserver }
}

function complete(values: ConfigValues, base: string): Config {
  const absolute = (name: string) => path.resolve(base, name)
  const { serverName } = values.homeserver
  const dataDir = absolute(values.dataDir)
  const owner = `@${values.account}:${serverName}`
  const preset = {
    '*': { level: 'none', maxLines: 0 },
    [serverName]: { level: 'own', maxLines: 5 },
    [owner]: { level: 'admin', maxLines: 1000 },
  } as const
  return {
    ...values,
    dataDir,
    appservice: {
      ...values.appservice,
      registration: absolute(values.appservice.registration ?? path.join(dataDir, 'registration')),
    },
    permissions: values.permissions ?? preset,
  }
}

function explain(file: string, error: z.ZodError): string {
  const lines = error.issues.map(({ path: place, message }) => {
    const where = place.length === 0 ? 'the configuration' : place.join('.')
    return `  ${where}: ${message}`
  })
  return `The configuration (${file}, environment, --set) has mistakes:\n${lines.join('\n')}`
}
