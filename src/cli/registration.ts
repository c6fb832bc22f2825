import { writeRegistrations } from '../../registration/files.ts'
import { registrationPlan } from '../app/homeserver.ts'
import { RefusedError } from '../core/errors.ts'
import type { Run } from './command.ts'

/** For an operator's own homeserver: writes the files and says what to do with them. */
export const run: Run = async ({ config: load, options, say }) => {
  const config = await load()
  if (config.homeserver.kind === 'embedded') {
    throw new RefusedError(
      'The embedded homeserver needs no registration by hand. For one that exists, set homeserver.url and homeserver.serverName, in the configuration or with --set.',
    )
  }
  const withAccounts = options['accounts'] === true
  const plan = registrationPlan(config, config.appservice.port)
  const files = await writeRegistrations(config.appservice.registration, plan, withAccounts)
  say('Written:')
  for (const file of files) say(`  ${file}`)
  for (const line of whatToDo(files, plan.url, config.homeserver.url)) say(line)
  return 0
}

function whatToDo(files: readonly string[], ours: string, theirs: string): string[] {
  return [
    '',
    '1. Give the homeserver a copy of each file. For Synapse, in homeserver.yaml:',
    '     app_service_config_files:',
    ...files.map((file) => `       - ${file}`),
    '   and, so that it takes texts in the order of the phone network and tells nobody who texts whom:',
    '     limit_profile_requests_to_users_who_share_rooms: true',
    '     require_auth_for_profile_requests: true',
    '2. Restart the homeserver.',
    '3. Start Homeline with the same configuration: npx homeline start',
    '',
    `The homeserver has to reach Homeline at ${ours}, and Homeline it at ${theirs}; "npx homeline doctor" checks both.`,
  ]
}
