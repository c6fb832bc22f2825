// Writes the files that follow from the code. A test compares them: after a change, `npm run generate`.
import { writeFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { Document, isMap, isScalar } from 'yaml'
import type { RegistrationFile, RegistrationPlan } from '../registration/plan.ts'
import { accountsRegistration, homelineRegistration } from '../registration/registration.ts'
import { jsonSchemaOf } from '../src/config/places.ts'
import { configSchema } from '../src/config/schema.ts'
import { ghostPrefix } from '../src/matrix/ghost-ids.ts'
import { sampleOf } from './sample.ts'

/** What each file has to hold, by its path from the root. */
export function generated(): Readonly<Record<string, string>> {
  const schema = jsonSchemaOf(configSchema)
  return {
    'config/homeline.schema.json': `${JSON.stringify(schema, undefined, 2)}\n`,
    'config/homeline.sample.yaml': `${configWords}\n\n${sampleOf(schema)}\n`,
    'registration/homeline.sample.yaml': registrationSample(
      homelineWords,
      homelineRegistration(plan, tokens),
    ),
    'registration/homeline-accounts.sample.yaml': registrationSample(
      accountsWords,
      accountsRegistration(plan, tokens),
    ),
  }
}

const configWords = `# yaml-language-server: $schema=homeline.schema.json
# Homeline's configuration. All of it is optional: an empty file is a working system.
# Take away the first # of a line to change what it says; where there are two, it is an example of
# something that has no default.
#
# Each value can also come from the environment: web.publicUrl is HOMELINE_WEB_PUBLIC_URL, and
# carriers.main.authToken is HOMELINE_CARRIERS_MAIN_AUTH_TOKEN. With _FILE behind the name it is the
# path of a file that holds the value: for secrets. Lists, and parts that have keys of the operator's
# choice such as permissions, are written as JSON there. The environment is stronger than this file,
# "--set web.publicUrl=https://…" on the command line is stronger still.`

const plan: RegistrationPlan = {
  serverName: 'example.org',
  url: 'http://127.0.0.1:29390',
  botLocalpart: 'homeline',
  ghostPrefix,
}

const tokens = { as_token: 'a long random secret', hs_token: 'another long random secret' }

const homelineWords: Words = {
  about:
    'What a homeserver has to know of Homeline. "homeline registration" writes this file, with secrets of its own.',
  keys: {
    url: 'Where the homeserver reaches Homeline.',
    as_token: 'Homeline shows this to the homeserver.',
    hs_token: 'The homeserver shows this to Homeline.',
    sender_localpart: 'The bot.',
    rate_limited: 'Texts of many people come through one program.',
    namespaces: 'Ghosts, the bot and the portals’ aliases: nobody else may have such names.',
    receive_ephemeral: 'Receipts; the same as push_ephemeral, under its older name.',
    'io.element.msc4190': 'Ghosts get their device without a login.',
  },
}

const accountsWords: Words = {
  about:
    'A second registration by which Homeline joins the server’s own accounts to their chats and marks these as direct. Without it they are invited.',
  keys: {
    url: 'It is sent nothing.',
    namespaces: 'Every account of the server; it keeps them from nobody.',
  },
}

function registrationSample({ about, keys }: Words, content: RegistrationFile): string {
  const document = new Document(content)
  document.commentBefore = folded(about)
  for (const { key } of isMap(document.contents) ? document.contents.items : []) {
    const text = isScalar(key) ? keys[String(key.value)] : undefined
    if (isScalar(key) && text !== undefined) key.commentBefore = folded(text)
  }
  return document.toString({ lineWidth: 0 })
}

interface Words {
  readonly about: string
  readonly keys: Readonly<Record<string, string>>
}

function folded(text: string): string {
  return (text.match(/\S.{0,96}(?=\s|$)/g) ?? []).map((line) => ` ${line}`).join('\n')
}

if (import.meta.main) {
  const root = new URL('../', import.meta.url)
  for (const [file, text] of Object.entries(generated())) {
    writeFileSync(fileURLToPath(new URL(file, root)), text)
  }
}
