import { readFileSync } from 'node:fs'
import path from 'node:path'
import { z } from 'zod'
import { definite } from '../lib/definite.ts'
import { type Override, overrideFrom, overridesFrom } from './environment.ts'
import { ConfigError } from './error.ts'
import { explain } from './explain.ts'
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
  /** The first of four ports in a row that take the place of those in file and environment; 0 takes free ones. */
  readonly ports?: number
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
  nameKind(values)
  const ports = sources.ports === undefined ? [] : portOverrides(sources.ports, values)
  for (const override of [...ports, ...overrides]) put(values, override)
  nameKind(values)
  const parsed = configSchema.safeParse(values)
  if (!parsed.success) {
    const mistakes = explain(configSchema, values, parsed.error).map((line) => `\n  ${line}`)
    throw new ConfigError(
      `The configuration (${file}, environment, --set) has mistakes:${mistakes.join('')}`,
    )
  }
  return complete(parsed.data, path.dirname(file))
}

async function readFile(file: string, isAsked: boolean): Promise<Record<string, unknown>> {
  let text: string
  try {
    text = readFileSync(file, 'utf8')
  } catch (error) {
    const isMissing = error instanceof Error && 'code' in error && error.code === 'ENOENT'
    if (isMissing && !isAsked) return {}
    const why = isMissing ? 'does not exist' : 'can not be read'
    throw new ConfigError(`The configuration ${file} ${why}.`, { cause: error })
  }
  const { parse } = await import('yaml')
  try {
    return z.record(z.string(), z.unknown()).parse(parse(text) ?? {})
  } catch (error) {
    const why =
      error instanceof z.ZodError ? 'it is no list of keys and values' : placeOf(String(error))
    throw new ConfigError(`The configuration ${file} is not written as YAML: ${why}`, {
      cause: error,
    })
  }
}

/** The first line names the place; those after it show what is written there, perhaps a secret. */
function placeOf(message: string): string {
  return message.split('\n', 1).join('').replace(/:$/, '')
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

/** A homeserver that exists already has a port of its own. */
function portOverrides(first: number, values: Record<string, unknown>): Override[] {
  const { homeserver } = z
    .looseObject({ homeserver: z.looseObject({ kind: z.string() }) })
    .partial()
    .catch({})
    .parse(values)
  const keys = ['web', 'simulator', 'homeserver', 'appservice']
  return keys.flatMap((key, index) =>
    key === 'homeserver' && homeserver?.kind === 'existing'
      ? []
      : [{ path: [key, 'port'], value: first === 0 ? 0 : first + index }],
  )
}

/** A homeserver with an address of its own exists already; the kind need not be said. */
function nameKind(values: Record<string, unknown>): void {
  const homeserver = z.record(z.string(), z.unknown()).safeParse(values['homeserver']).data
  if (homeserver === undefined || 'kind' in homeserver) return
  values['homeserver'] = { kind: 'url' in homeserver ? 'existing' : 'embedded', ...homeserver }
}

function complete(values: ConfigValues, base: string): Config {
  const absolute = (name: string) => path.resolve(base, name)
  const dataDir = absolute(values.dataDir)
  return {
    ...values,
    dataDir,
    homeserver: withPaths(values.homeserver, absolute),
    carriers: withAuthorities(values.carriers, absolute),
    appservice: {
      ...values.appservice,
      registration: absolute(values.appservice.registration ?? path.join(dataDir, 'registration')),
    },
    permissions: { ...presetPermissions(values), ...values.permissions },
  }
}

/** Who uses somebody's own homeserver may have numbers only when its operator says so: they cost money. */
function presetPermissions({ account, homeserver }: ConfigValues): Config['permissions'] {
  const nobody = { '*': { level: 'none', maxLines: 0 } } as const
  if (homeserver.kind === 'existing') return nobody
  const { serverName } = homeserver
  return {
    ...nobody,
    [serverName]: { level: 'own', maxLines: 5 },
    [`@${account}:${serverName}`]: { level: 'admin', maxLines: 1000 },
  }
}

function withAuthorities(
  carriers: ConfigValues['carriers'],
  absolute: (name: string) => string,
): ConfigValues['carriers'] {
  return Object.fromEntries(
    Object.entries(carriers).map(([name, carrier]) => {
      const caFile = 'caFile' in carrier ? carrier.caFile : undefined
      return [name, caFile === undefined ? carrier : { ...carrier, caFile: absolute(caFile) }]
    }),
  )
}

function withPaths(
  homeserver: ConfigValues['homeserver'],
  absolute: (name: string) => string,
): ConfigValues['homeserver'] {
  if (homeserver.kind === 'existing') return homeserver
  const { python, federation } = homeserver
  return definite({
    ...homeserver,
    // A bare name is looked for in PATH.
    python: python?.includes('/') === true ? absolute(python) : python,
    federation:
      federation === undefined
        ? undefined
        : definite({
            ...federation,
            certificate: absolute(federation.certificate),
            privateKey: absolute(federation.privateKey),
            trustedCertificates: federation.trustedCertificates?.map(absolute),
          }),
  })
}
