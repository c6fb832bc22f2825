import { writeFile } from 'node:fs/promises'
import path from 'node:path'
import { randomToken } from '../../src/lib/secrets.ts'

/** The bare appservice's registration: the same abilities as Homeline's, names of its own. */
export async function writeRawRegistration(
  folder: string,
  url: string,
): Promise<{ readonly file: string; readonly token: string }> {
  const file = path.join(folder, 'raw.yaml')
  const token = randomToken()
  const registration = {
    id: 'raw',
    url,
    as_token: token,
    hs_token: randomToken(),
    sender_localpart: 'rawbot',
    rate_limited: false,
    namespaces: {
      users: [{ exclusive: true, regex: '@raw.*' }],
      aliases: [{ exclusive: true, regex: '#raw_.*' }],
      rooms: [],
    },
    receive_ephemeral: true,
    'de.sorunome.msc2409.push_ephemeral': true,
    'io.element.msc4190': true,
  }
  // JSON is YAML.
  await writeFile(file, JSON.stringify(registration))
  return { file, token }
}
