import { readFile, writeFile } from 'node:fs/promises'
import path from 'node:path'
import { z } from 'zod'
import type { Config } from '../config/load.ts'
import { RefusedError } from '../core/errors.ts'
import { parseUserId, type UserId } from '../core/ids.ts'
import { addAccount, listAccounts, setPassword } from '../homeserver/accounts.ts'
import { synapseSecrets } from '../homeserver/secrets.ts'
import { randomToken } from '../lib/secrets.ts'
import { isGhostId } from '../matrix/ghost-ids.ts'
import { readablePassword } from './first-account.ts'
import { runningIn } from './running.ts'

/** Accounts of the embedded homeserver, by an administrator's account of Homeline's own. */
export interface Operator {
  list(): Promise<readonly UserId[]>
  /** @returns the new account with its password @throws RefusedError */
  add(username: string): Promise<{ readonly userId: UserId; readonly password: string }>
  /** Gives an account a new password and ends its sessions. @throws RefusedError */
  renew(username: string): Promise<{ readonly userId: UserId; readonly password: string }>
}

const operatorName = 'homeline.operator'

/** @throws RefusedError when Homeline does not run, or its homeserver is not the embedded one */
export async function openOperator(config: Config): Promise<Operator> {
  const { dataDir, homeserver } = config
  if (homeserver.kind !== 'embedded') {
    throw new RefusedError('Accounts of a homeserver of your own are made with its own tools.')
  }
  const running = await runningIn(dataDir)
  if (running === undefined) throw new RefusedError('Start Homeline first: npm start')
  const dir = path.join(dataDir, 'synapse')
  const { registration_shared_secret: sharedSecret } = await synapseSecrets(dir)
  const deps = { url: running.homeserver, sharedSecret }
  const token = await operatorToken(dir, deps)
  const idOf = (name: string) => {
    const userId = userIdOf(name, homeserver.serverName)
    if (!isHomelines(config, userId)) return userId
    throw new RefusedError(`${userId} is one of Homeline's own users, no account.`)
  }
  return {
    async list() {
      return (await listAccounts(deps, token)).filter((userId) => !isHomelines(config, userId))
    },
    async add(name) {
      const username = idOf(name).slice(1).split(':')[0] ?? ''
      const password = readablePassword()
      const { userId } = await addAccount(deps, { username, password, isAdmin: false })
      return { userId, password }
    },
    async renew(name) {
      const userId = idOf(name)
      const password = readablePassword()
      await setPassword(deps, token, userId, password)
      return { userId, password }
    },
  }
}

/** Bot, ghosts and the administrator's account are no people. */
function isHomelines({ appservice, homeserver }: Config, userId: UserId): boolean {
  const { serverName } = homeserver
  const own = [appservice.bot, operatorName].map((name) => `@${name}:${serverName}`)
  return own.includes(userId) || isGhostId(userId, serverName)
}

async function operatorToken(dir: string, deps: Parameters<typeof addAccount>[0]): Promise<string> {
  const file = path.join(dir, 'operator.json')
  const known = await readFile(file, 'utf8').catch(() => undefined)
  if (known !== undefined) return kept.parse(JSON.parse(known)).token
  const account = { username: operatorName, password: randomToken(), isAdmin: true }
  const { accessToken: token } = await addAccount(deps, account)
  await writeFile(file, JSON.stringify({ token }), { mode: 0o600 })
  return token
}

/** `me`, `@me` and `@me:server` are the same account. @throws RefusedError */
function userIdOf(name: string, serverName: string): UserId {
  const localpart = name.replace(/^@/, '').replace(`:${serverName}`, '')
  const userId = /^[a-z0-9._=/-]+$/.test(localpart)
    ? parseUserId(`@${localpart}:${serverName}`)
    : undefined
  if (userId !== undefined) return userId
  throw new RefusedError(`"${name}" can't be a user name: small letters, digits and "._=-/" only.`)
}

const kept = z.object({ token: z.string() })
