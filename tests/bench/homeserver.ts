import { createServer } from 'node:http'
import path from 'node:path'
import { readRegistrations, writeRegistrations } from '../../registration/files.ts'
import type { Log } from '../../src/core/log.ts'
import { addAccount } from '../../src/homeserver/accounts.ts'
import { startSynapse } from '../../src/homeserver/synapse.ts'
import { close, listen } from '../../src/lib/listen.ts'
import { ghostPrefix } from '../../src/matrix/ghost-ids.ts'
import { bareClient, path as escaped } from './bare-client.ts'

/** A fresh Synapse that serves Homeline, a bare appservice and one account that may write as fast as it likes. */
export interface BenchHomeserver extends AsyncDisposable {
  readonly url: string
  readonly pid: number
  readonly appservicePort: number
  readonly registrations: string
  /** By which accounts are joined to their chats, on both sides. */
  readonly accountsToken: string
  readonly account: BenchAccount
}

export interface BenchAccount {
  readonly userId: string
  readonly token: string
  readonly password: string
}

export const serverName = 'bench.localhost'
const python = path.resolve('.cache/synapse/bin/python')

/** @param rawRegistration file of the bare appservice's registration */
export async function startHomeserver(
  folder: string,
  rawRegistration: string,
): Promise<BenchHomeserver> {
  const appservicePort = await freePort()
  const registrations = path.join(folder, 'registration')
  const url = `http://127.0.0.1:${appservicePort}`
  const plan = { serverName, url, botLocalpart: 'homeline', ghostPrefix }
  const files = await writeRegistrations(registrations, plan, true)
  const synapse = await startSynapse({
    dir: path.join(folder, 'synapse'),
    port: await freePort(),
    serverName,
    registrations: [...files, rawRegistration],
    python,
    log: errorsOnly,
  })
  const { accounts } = await readRegistrations(registrations)
  return {
    url: synapse.url,
    pid: synapse.pid(),
    appservicePort,
    registrations,
    accountsToken: accounts?.as_token ?? '',
    account: await makeAccount(synapse.url, synapse.sharedSecret),
    [Symbol.asyncDispose]: async () => await synapse[Symbol.asyncDispose](),
  }
}

async function makeAccount(url: string, sharedSecret: string): Promise<BenchAccount> {
  const password = 'long enough for anybody'
  const make = async (username: string, isAdmin: boolean) =>
    await addAccount({ url, sharedSecret }, { username, password, isAdmin })
  const admin = await make('admin', true)
  const { userId, accessToken: token } = await make('ann', false)
  const exemption = escaped`/_synapse/admin/v1/users/${userId}/override_ratelimit`
  await bareClient(url, admin.accessToken).request('POST', exemption, {
    body: { messages_per_second: 0, burst_count: 0 },
  })
  return { userId, token, password }
}

/** A port that is free now. */
async function freePort(): Promise<number> {
  const server = createServer()
  const port = await listen(server, '127.0.0.1', 0)
  await close(server)
  return port
}

const quiet = () => {}
const errorsOnly: Log = {
  debug: quiet,
  info: quiet,
  warn: quiet,
  error: (fields, message) => console.error(message, fields),
  child: () => errorsOnly,
}
