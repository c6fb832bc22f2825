import { readdir } from 'node:fs/promises'
import path from 'node:path'
import { expect, it } from 'vitest'
import { addAccount } from '../../src/homeserver/accounts.ts'
import { runHomeline, startHomeline, temporaryFolder } from '../support/homeline.ts'
import { signIn } from '../support/matrix-user.ts'
import { configureSynapse, freePort } from '../support/own-synapse.ts'
import { phonesAt } from '../support/phones.ts'
import { talkTo } from '../support/talk.ts'

const password = 'correct horse battery'

it.each([
  ['that joins its accounts', ['--accounts']],
  ['that invites them', []],
])(
  'texts through a homeserver that was there before, with a registration %s',
  async (_how, flags) => {
    await using folder = await temporaryFolder()
    const [synapsePort, appservicePort] = [await freePort(), await freePort()]
    const synapseDir = path.join(folder.path, 'their synapse')
    const synapse = await configureSynapse(synapseDir, 'example.test', synapsePort)
    const data = path.join(folder.path, 'data')
    const settings = [
      `homeserver.url=http://127.0.0.1:${synapsePort}`,
      'homeserver.serverName=example.test',
      `appservice.port=${appservicePort}`,
      'web.port=0',
      'simulator.port=0',
      'permissions={"example.test":{"own":1}}',
    ].flatMap((setting) => ['--set', setting])

    const written = await runHomeline(['registration', '--data', data, ...flags, ...settings])
    expect(written).toMatchObject({ status: 0 })
    const files = await readdir(path.join(data, 'registration'))
    const listed = files.map(
      (file) => `  - ${JSON.stringify(path.join(data, 'registration', file))}`,
    )
    await synapse.add(['app_service_config_files:', ...listed].join('\n'))
    await using theirs = await synapse.start()
    const { userId } = await addAccount(theirs, { username: 'ida', password, isAdmin: false })

    await using homeline = await startHomeline({ data, flags: settings })
    const phones = phonesAt(homeline.ready.handset ?? '')
    await phones.configure({ segmentsPerSecond: 0 })
    await using ida = await signIn(theirs.url, { userId, password })
    ida.acceptInvitations()
    const bot = await talkTo(ida, '@homeline:example.test')
    await bot.ask('search US', /1\. /)
    await bot.ask('1', /yes/i)
    const number = bot.numberIn(await bot.ask('yes', /\+1/))

    await phones.text('+12025550123', number, 'Hello Ida')
    const room = await ida.roomNamed('+1 202 555 0123')
    await ida.message(room.roomId, 'Hello Ida')
    await ida.say(room.roomId, 'Hello phone')
    expect(await phones.received('+12025550123', 'Hello phone', 'delivered')).toMatchObject({
      from: number,
    })
    const doctor = await runHomeline(['doctor', '--data', data, ...settings])
    expect(doctor.output).toContain('✓ Homeserver: reaches Homeline')
    expect(doctor.output).toContain('limit_profile_requests_to_users_who_share_rooms')
  },
)
