import { createServer } from 'node:http'
import path from 'node:path'
import { fileURLToPath } from 'node:url'
import { readRegistrations, writeRegistrations } from '../../registration/files.ts'
import type { RegistrationPlan } from '../../registration/plan.ts'
import type { Config } from '../config/load.ts'
import { RefusedError } from '../core/errors.ts'
import type { Ghosts } from '../core/ghosts.ts'
import type { Log } from '../core/log.ts'
import { type EmbeddedHomeserver, startSynapse } from '../homeserver/synapse.ts'
import { definite } from '../lib/definite.ts'
import { close, listen } from '../lib/listen.ts'
import { ghostPrefix } from '../matrix/ghost-ids.ts'
import { createHomeserver, type HomeserverClient } from '../matrix/homeserver.ts'
import { portRefusal } from './doors.ts'

export interface Connected {
  readonly client: HomeserverClient
  /** The token that the homeserver shows us. */
  readonly token: string
  readonly appserviceId: string
  readonly embedded?: EmbeddedHomeserver
  readonly url: string
}

export interface ConnectDeps {
  readonly config: Config
  readonly appservicePort: number
  readonly ghosts: Ghosts
  readonly onRestart: () => void
  readonly log: Log
}

/** What the registration has to say under this configuration. */
export function registrationPlan(config: Config, appservicePort: number): RegistrationPlan {
  const { appservice, homeserver } = config
  return {
    serverName: homeserver.serverName,
    url: appservice.url ?? `http://${appservice.host}:${appservicePort}`,
    botLocalpart: appservice.bot,
    ghostPrefix,
  }
}

/** Starts the embedded homeserver, or takes the one that is there. */
export async function connect(deps: ConnectDeps, stack: AsyncDisposableStack): Promise<Connected> {
  const { config, appservicePort, ghosts } = deps
  const { homeserver: wanted } = config
  const dir = config.appservice.registration
  const plan = registrationPlan(config, appservicePort)
  const embedded =
    wanted.kind === 'embedded'
      ? stack.use(await embed(deps, wanted, await writeRegistrations(dir, plan, true)))
      : undefined
  const url = embedded?.url ?? (wanted.kind === 'existing' ? wanted.url : '')
  const { homeline, accounts } = await readRegistrations(dir)
  const client = createHomeserver({
    url,
    serverName: wanted.serverName,
    token: homeline.as_token,
    botLocalpart: config.appservice.bot,
    ghosts,
    ...(accounts === undefined ? {} : { accountsToken: accounts.as_token }),
  })
  await client.ensureBot()
  return {
    client,
    token: homeline.hs_token,
    appserviceId: homeline.id,
    url,
    ...(embedded === undefined ? {} : { embedded }),
  }
}

type Embedded = Extract<Config['homeserver'], { kind: 'embedded' }>

async function embed(
  { config, onRestart, log }: ConnectDeps,
  { serverName, port, publicUrl, python, federation }: Embedded,
  registrations: readonly string[],
): Promise<EmbeddedHomeserver> {
  return await startSynapse({
    dir: path.join(config.dataDir, 'synapse'),
    port: await freePort(port),
    serverName,
    registrations,
    onRestart,
    python: python ?? installedPython,
    log: log.child({ part: 'homeserver' }),
    ...(publicUrl === undefined ? {} : { publicUrl }),
    ...(federation === undefined ? {} : { federation: definite(federation) }),
  })
}

/** Where the set-up puts it. */
const installedPython = fileURLToPath(new URL('../../.cache/synapse/bin/python', import.meta.url))

/** Makes sure that the port can be had before anybody else is told to use it. */
async function freePort(wanted: number): Promise<number> {
  const server = createServer()
  try {
    return await listen(server, '127.0.0.1', wanted)
  } catch (error) {
    const why = portRefusal(error, '127.0.0.1', wanted, 'homeserver.port')
    throw new RefusedError(why, { cause: error })
  } finally {
    await close(server)
  }
}
