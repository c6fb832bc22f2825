import { readFile, writeFile } from 'node:fs/promises'
import path from 'node:path'
import { z } from 'zod'
import { randomToken } from '../lib/secrets.ts'

/** By Synapse's own names. */
export interface SynapseSecrets {
  readonly registration_shared_secret: string
  readonly macaroon_secret_key: string
  readonly form_secret: string
}

/** Made once, readable for the owner only. */
export async function synapseSecrets(dir: string): Promise<SynapseSecrets> {
  const file = path.join(dir, 'secrets.json')
  const known = await readFile(file, 'utf8').catch(() => undefined)
  if (known !== undefined) return secrets.parse(JSON.parse(known))
  const made = {
    registration_shared_secret: randomToken(),
    macaroon_secret_key: randomToken(),
    form_secret: randomToken(),
  }
  await writeFile(file, JSON.stringify(made), { mode: 0o600 })
  return made
}

const secrets = z.object({
  registration_shared_secret: z.string(),
  macaroon_secret_key: z.string(),
  form_secret: z.string(),
})
