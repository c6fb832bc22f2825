import path from 'node:path'
import type { Config } from '../config/load.ts'
import type { Homeserver } from '../core/homeserver.ts'
import type { UserId } from '../core/ids.ts'
import type { Log } from '../core/log.ts'
import { get } from '../lines/get.ts'
import { search } from '../lines/market.ts'
import { permissionOf } from '../lines/permissions.ts'
import type { ControlRooms } from '../portal/rooms/control-rooms.ts'
import type { Store } from '../store/sqlite/store.ts'
import type { Carriers } from './carriers.ts'
import { type Credentials, ensureFirstAccount } from './first-account.ts'
import type { Connected } from './homeserver.ts'
import { simulator } from './names.ts'
import type { Ready } from './ready.ts'

export interface FirstStepsDeps {
  readonly config: Config
  readonly store: Store
  readonly connected: Connected
  readonly carriers: Carriers
  readonly bridge: { readonly homeserver: Homeserver; readonly controlRooms: ControlRooms }
  readonly log: Log
  readonly progress: (step: string) => void
}

/** So that there is something to try: an account with a chat with the bot and a simulated number. */
export async function firstSteps(deps: FirstStepsDeps): Promise<Pick<Ready, 'account' | 'lines'>> {
  const { store, connected } = deps
  if (connected.embedded === undefined) {
    return { lines: (await store.lines.active()).map(({ number }) => ({ number })) }
  }
  const account = await firstAccount(deps, connected.embedded.sharedSecret)
  await welcome(deps, account.userId)
  const owned = await store.lines.ofAccount(account.userId)
  return { account, lines: owned.map(({ number }) => ({ number })) }
}

async function firstAccount(
  { config, connected, progress }: FirstStepsDeps,
  sharedSecret: string,
): Promise<Credentials> {
  const { dataDir, account, homeserver } = config
  progress('Preparing the first account')
  const dir = path.resolve(dataDir)
  return await ensureFirstAccount(
    { url: connected.url, sharedSecret },
    dir,
    account,
    homeserver.serverName,
  )
}

function mayOwn({ permissions }: Config, account: UserId): boolean {
  return ['own', 'admin'].includes(permissionOf(permissions, account).level)
}

/** Once, whatever the account does with them afterwards. */
async function welcome(deps: FirstStepsDeps, account: UserId): Promise<void> {
  const { config, store, carriers, bridge, log, progress } = deps
  const { settings, lines } = store
  if ((await settings.get('welcomed')) === account) return
  progress('Getting a simulated number')
  const market = carriers.all.get(simulator)
  if (market !== undefined && (await lines.ofAccount(account)).length === 0) {
    const only = new Map([[simulator, market]])
    const [offer] = await search(only, { country: 'US', limit: 1 })
    const getDeps = { lines, carriers: carriers.all, policy: config.permissions, log }
    if (offer !== undefined && mayOwn(config, account)) await get(getDeps, account, offer)
  }
  await bridge.controlRooms.ensure(account)
  await settings.set('welcomed', account)
}
