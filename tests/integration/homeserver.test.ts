import { createServer } from 'node:http'
import path from 'node:path'
import { expect, it } from 'vitest'
import { readRegistrations, writeRegistrations } from '../../registration/files.ts'
import { contactFromCarrier } from '../../src/core/contact.ts'
import { addAccount } from '../../src/homeserver/accounts.ts'
import { startSynapse } from '../../src/homeserver/synapse.ts'
import { close, listen } from '../../src/lib/listen.ts'
import { createHomeserver, type HomeserverClient } from '../../src/matrix/homeserver.ts'
import { type HomeserverUnderTest, homeserverContract } from '../contract/homeserver-suite.ts'
import { temporaryFolder } from '../support/homeline.ts'
import { keptLog } from '../support/kept-log.ts'
import { freePort } from '../support/own-synapse.ts'

interface RealHomeserver extends HomeserverUnderTest {
  readonly homeserver: HomeserverClient
  /** Ends Synapse and starts it again on the same data. */
  restart(): Promise<void>
}

async function open(): Promise<RealHomeserver> {
  await using stack = new AsyncDisposableStack()
  const folder = stack.use(await temporaryFolder())
  // Takes every transaction, as Homeline does.
  const appservice = createServer((_req, res) => void res.end('{}'))
  const url = `http://127.0.0.1:${await listen(appservice, '127.0.0.1', 0)}`
  stack.defer(async () => await close(appservice, 0))
  const serverName = 'here.test'
  const plan = { serverName, url, botLocalpart: 'homeline', ghostPrefix: 'phone_' }
  const dir = path.join(folder.path, 'registration')
  const registrations = await writeRegistrations(dir, plan, true)
  const options = {
    dir: path.join(folder.path, 'synapse'),
    port: await freePort(),
    serverName,
    registrations,
    python: path.resolve('.cache/synapse/bin/python'),
    log: keptLog(),
  }
  let synapse = await startSynapse(options)
  stack.defer(async () => await synapse[Symbol.asyncDispose]())
  const { homeline, accounts } = await readRegistrations(dir)
  const made = new Set<string>()
  const homeserver = createHomeserver({
    url: synapse.url,
    serverName,
    token: homeline.as_token,
    botLocalpart: 'homeline',
    accountsToken: accounts?.as_token ?? '',
    ghosts: { has: (contact) => made.has(contact), add: async (contact) => void made.add(contact) },
  })
  await homeserver.ensureBot()
  const account = { username: 'ida', password: 'correct horse battery', isAdmin: false }
  const { userId } = await addAccount(synapse, account)
  const rest = stack.move()
  return {
    homeserver,
    account: userId,
    async restart() {
      await synapse[Symbol.asyncDispose]()
      synapse = await startSynapse(options)
    },
    [Symbol.asyncDispose]: async () => await rest.disposeAsync(),
  }
}

homeserverContract('Synapse', open)

it('a transaction ID of a ghost outlives a restart of Synapse, and its device has no keys', async () => {
  await using real = await open()
  const contact = contactFromCarrier('+12025550123')
  const ghost = { kind: 'ghost', contact } as const
  const { homeserver, account } = real
  const { room } = await homeserver.createRoom(ghost, {
    alias: 'phone_lasting',
    invite: [account],
    isDirect: true,
    isSpace: false,
    powerLevels: {},
    state: [],
  })
  const event = { type: 'm.room.message', content: { msgtype: 'm.text', body: 'once' } }
  const first = await homeserver.send(ghost, room, event, { transactionId: 'lasting' })
  await real.restart()
  expect(await homeserver.send(ghost, room, event, { transactionId: 'lasting' })).toBe(first)
  const user = homeserver.ghostOf(contact)
  const keys = await homeserver.requests.request('POST', '/_matrix/client/v3/keys/query', {
    as: user,
    body: { device_keys: { [user]: [] } },
  })
  expect(keys).toMatchObject({ device_keys: { [user]: {} } })
})
