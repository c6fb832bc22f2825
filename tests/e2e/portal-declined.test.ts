import { readdir } from 'node:fs/promises'
import path from 'node:path'
import { expect, it } from 'vitest'
import { addAccount } from '../../src/homeserver/accounts.ts'
import { runHomeline, startHomeline, temporaryFolder } from '../support/homeline.ts'
import { signIn } from '../support/matrix-user.ts'
import { configureSynapse, freePort } from '../support/own-synapse.ts'
import { phonesAt } from '../support/phones.ts'
import { talkTo } from '../support/talk.ts'
import { until } from '../support/wait.ts'

it('invites again with the next text whoever declined, where it can only invite', async () => {
  await using folder = await temporaryFolder()
  const [synapsePort, appservicePort] = [await freePort(), await freePort()]
  const synapse = await configureSynapse(
    path.join(folder.path, 'synapse'),
    'example.test',
    synapsePort,
  )
  const data = path.join(folder.path, 'data')
  const settings = [
    `homeserver.url=http://127.0.0.1:${synapsePort}`,
    'homeserver.serverName=example.test',
    `appservice.port=${appservicePort}`,
    'web.port=0',
    'simulator.port=0',
    'permissions={"example.test":{"own":1}}',
  ].flatMap((setting) => ['--set', setting])
  await runHomeline(['registration', '--data', data, ...settings])
  const [file = ''] = await readdir(path.join(data, 'registration'))
  await synapse.add(
    `app_service_config_files: [${JSON.stringify(path.join(data, 'registration', file))}]`,
  )
  await using theirs = await synapse.start()
  const password = 'correct horse battery'
  const { userId } = await addAccount(theirs, { username: 'ida', password, isAdmin: false })
  await using homeline = await startHomeline({ data, flags: settings })
  const phones = phonesAt(homeline.ready.handset ?? '')
  await using ida = await signIn(theirs.url, { userId, password })
  const bot = await talkTo(ida, '@homeline:example.test')
  await bot.ask('search US', /1\. /)
  await bot.ask('1', /yes/i)
  const number = bot.numberIn(await bot.ask('yes', /\+1/))

  const portal = () =>
    ida.client
      .getRooms()
      .find((room) => room.name === '+1 202 555 0123' && room.getMyMembership() === 'invite')
  await phones.text('+12025550123', number, 'first')
  const { roomId } = await until('the invitation', portal)
  await ida.client.leave(roomId)
  // The bot's answer shows that Homeline has heard of what was done before.
  await bot.ask('chats', /\+1 202 555 0123/)

  await phones.text('+12025550123', number, 'second')
  expect(await until('another invitation', portal)).toMatchObject({ roomId })
  await phones.text('+12025550123', number, 'third')
  await ida.client.joinRoom(roomId)
  await ida.message(roomId, 'third')
  await until('everything that came meanwhile', () => ida.bodies(roomId).length === 3)
  expect(ida.bodies(roomId)).toEqual(['first', 'second', 'third'])
  await ida.say(roomId, 'there I am')
  await phones.received('+12025550123', 'there I am')
})
