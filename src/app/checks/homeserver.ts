import type { Server } from 'node:http'
import { createServer } from 'node:http'
import { differences, type Registrations, readRegistrations } from '../../../registration/files.ts'
import { withheld } from '../../core/contact.ts'
import { HomeserverError } from '../../core/errors.ts'
import { parseUserId } from '../../core/ids.ts'
import { close, listen } from '../../lib/listen.ts'
import { createHomeserver, type HomeserverClient } from '../../matrix/homeserver.ts'
import { path } from '../../matrix/requests.ts'
import { registrationPlan } from '../homeserver.ts'
import {
  type Check,
  type Finding,
  fine,
  messageOf,
  type Subject,
  skipped,
  warning,
  wrong,
} from './check.ts'

/** The homeserver, in both directions, and the registration between. */
export const checkHomeserver: Check = async (subject) => {
  const { config, running } = subject
  const { homeserver } = config
  const url = running?.homeserver ?? (homeserver.kind === 'existing' ? homeserver.url : undefined)
  if (url === undefined) {
    return [skipped('Homeserver: it runs while Homeline does', 'Start Homeline, then ask again.')]
  }
  const answer = await fetch(`${url}/_matrix/client/versions`).catch(() => undefined)
  if (answer?.ok !== true) {
    return [
      wrong(`The homeserver does not answer at ${url}`, 'Check homeserver.url, and that it runs.'),
    ]
  }
  const registrations = await readRegistrations(config.appservice.registration).catch(messageOf)
  if (typeof registrations === 'string') return [wrong(registrations, 'Then ask again.')]
  return [
    fine(`Homeserver: answers at ${url}`),
    ...registrationFindings(subject, registrations),
    ...(await throughRegistration(subject, url, registrations)),
  ]
}

function registrationFindings({ config, running }: Subject, found: Registrations): Finding[] {
  const { appservice } = config
  const plan = registrationPlan(config, appservice.port)
  // One that runs may have been started with other ports; whether it is reached is asked below.
  const wanted = running === undefined ? plan : { ...plan, url: found.homeline.url ?? plan.url }
  return differences(found, wanted).map((difference) =>
    wrong(
      `Registration: ${difference}`,
      'Write it again with "npx homeline registration", copy it to the homeserver and restart that.',
    ),
  )
}

async function throughRegistration(
  subject: Subject,
  url: string,
  { homeline, accounts }: Registrations,
): Promise<Finding[]> {
  const { config, running } = subject
  const client = createHomeserver({
    url,
    serverName: config.homeserver.serverName,
    token: homeline.as_token,
    botLocalpart: config.appservice.bot,
    ghosts: { has: () => false, add: async () => {} },
    ...(accounts === undefined ? {} : { accountsToken: accounts.as_token }),
  })
  try {
    await client.ensureBot()
  } catch (error) {
    const code = error instanceof HomeserverError ? error.code : messageOf(error)
    return [
      wrong(
        `The homeserver does not accept the registration (${code})`,
        'Give it the files in the registration folder, check homeserver.serverName, and restart it.',
      ),
    ]
  }
  return [
    fine('Registration: accepted'),
    await isCalledBack(client, homeline.id, running === undefined ? config.appservice : undefined),
    await hidesProfiles(client),
  ]
}

/** Asks the homeserver to call us; where Homeline does not run, somebody answers for it. */
async function isCalledBack(
  client: HomeserverClient,
  id: string,
  address: { readonly host: string; readonly port: number } | undefined,
): Promise<Finding> {
  const server = createServer(
    (_req, res) => void res.setHeader('content-type', 'application/json').end('{}'),
  )
  try {
    if (address !== undefined) await listen(server, address.host, address.port)
    await client.requests.request('POST', path`/_matrix/client/v1/appservice/${id}/ping`, {
      body: {},
    })
    return fine('Homeserver: reaches Homeline')
  } catch (error) {
    return wrong(
      `The homeserver does not reach Homeline: ${messageOf(error)}`,
      'Check appservice.url, host and port, and the "url" in the registration that the homeserver has.',
    )
  } finally {
    if (address !== undefined) await close(server satisfies Server, 0)
  }
}

/** Who has a ghost was texted by somebody here; strangers must not be able to ask. */
async function hidesProfiles(client: HomeserverClient): Promise<Finding> {
  const remedy =
    'Set limit_profile_requests_to_users_who_share_rooms: true in the homeserver’s configuration.'
  await client.ensureGhost(withheld)
  const ghost = parseUserId(client.ghostOf(withheld)) ?? client.bot
  try {
    await client.requests.request('GET', path`/_matrix/client/v3/profile/${ghost}`, {
      as: client.bot,
    })
    return warning('Strangers can find out which numbers were texted from here', remedy)
  } catch {
    return fine('Profiles of phone numbers: hidden from strangers')
  }
}
