import { execFileSync } from 'node:child_process'
import { writeFileSync } from 'node:fs'
import path from 'node:path'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { stringify } from 'yaml'
import { addAccount } from '../../src/homeserver/accounts.ts'
import { type RunningHomeline, startHomeline, temporaryFolder } from '../support/homeline.ts'
import { type MatrixUser, signIn } from '../support/matrix-user.ts'
import { configureSynapse, freePort, type OwnSynapse } from '../support/own-synapse.ts'
import { type Phones, phonesAt } from '../support/phones.ts'
import { talkTo } from '../support/talk.ts'
import { until } from '../support/wait.ts'

const password = 'correct horse battery'
const ada = '+12025550123'

let folder: Awaited<ReturnType<typeof temporaryFolder>>
let homeline: RunningHomeline
let theirs: OwnSynapse
let phones: Phones
let ourName: string

beforeAll(async () => {
  folder = await temporaryFolder()
  const python = path.resolve('.cache/synapse/bin/python')
  execFileSync(python, [path.resolve('tests/support/certificates.py'), folder.path])
  const tls = {
    certificate: path.join(folder.path, 'server.pem'),
    privateKey: path.join(folder.path, 'server.key'),
    trustedCertificates: [path.join(folder.path, 'authority.pem')],
  }
  const [ours, other] = [await freePort(), await freePort()]
  ourName = `localhost:${ours}`
  const config = path.join(folder.path, 'config.yaml')
  writeFileSync(
    config,
    stringify({
      homeserver: {
        kind: 'embedded',
        serverName: ourName,
        federation: { ...tls, host: '127.0.0.1', port: ours, allowPrivateAddresses: true },
      },
      permissions: { [`@fay:localhost:${other}`]: { own: 1 } },
    }),
  )
  const data = path.join(folder.path, 'data')
  homeline = await startHomeline({ data, flags: ['--ports', '0', '--config', config] })
  phones = phonesAt(homeline.ready.handset ?? '')
  await phones.configure({ segmentsPerSecond: 0 })
  theirs = await startOther(other, tls)
})

afterAll(async () => {
  await theirs[Symbol.asyncDispose]()
  await homeline.stop()
  await folder[Symbol.asyncDispose]()
})

async function startOther(
  federationPort: number,
  tls: { certificate: string; privateKey: string; trustedCertificates: readonly string[] },
): Promise<OwnSynapse> {
  const dir = path.join(folder.path, 'theirs')
  const port = await freePort()
  const synapse = await configureSynapse(dir, `localhost:${federationPort}`, port)
  await synapse.add(
    stringify({
      listeners: [listener(port, false, 'client'), listener(federationPort, true, 'federation')],
      tls_certificate_path: tls.certificate,
      tls_private_key_path: tls.privateKey,
      federation_custom_ca_list: tls.trustedCertificates,
      ip_range_blacklist: [],
    }),
  )
  return await synapse.start()
}

function listener(port: number, tls: boolean, resource: string) {
  const resources = [{ names: [resource] }]
  return { port, bind_addresses: ['127.0.0.1'], type: 'http', tls, resources }
}

async function person(username: string): Promise<MatrixUser> {
  const { userId } = await addAccount(theirs, { username, password, isAdmin: false })
  const user = await signIn(theirs.url, { userId, password })
  user.acceptInvitations()
  return user
}

it('gives an account on another homeserver a line by policy, and texts with it', async () => {
  await using fay = await person('fay')
  const bot = await talkTo(fay, `@homeline:${ourName}`)
  await bot.ask('search US', /1\. /)
  await bot.ask('1', /yes/i)
  const number = bot.numberIn(await bot.ask('yes', /\+1/))

  await phones.text(ada, number, 'Hello Fay')
  const room = await fay.roomNamed('+1 202 555 0123')
  await fay.message(room.roomId, 'Hello Fay')
  await until('both members', () => room.getJoinedMemberCount() === 2)
  await fay.say(room.roomId, 'Hello from afar')
  expect(await phones.received(ada, 'Hello from afar', 'delivered')).toMatchObject({ from: number })

  await bot.ask(`text +12025550124 And you?`, /./)
  expect(await phones.received('+12025550124', 'And you?')).toMatchObject({ from: number })
  await bot.ask('search US', /1\. /)
  await bot.ask('1', /may have one number/)
})

it('refuses one that the policy does not name, politely, each time', async () => {
  await using eve = await person('eve')
  for (let time = 0; time < 5; time += 1) await isRefused(eve)
})

async function isRefused(eve: MatrixUser): Promise<void> {
  const { room_id: roomId } = await eve.client.createRoom({
    is_direct: true,
    invite: [`@homeline:${ourName}`],
  })
  await eve.message(roomId, /permission/)
}
