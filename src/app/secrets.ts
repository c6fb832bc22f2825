import { readFile, writeFile } from 'node:fs/promises'
import path from 'node:path'
import type { Settings } from '../core/settings.ts'
import { randomToken } from '../lib/secrets.ts'

/** Secrets of this installation, made when first asked for and kept in its database. */
export async function keptSecret(settings: Settings, name: string): Promise<string> {
  const key = `secret ${name}`
  const known = await settings.get(key)
  if (known !== undefined) return known
  const made = randomToken()
  await settings.set(key, made)
  return made
}

/** The command line's key to the running Homeline, readable for the owner only. */
export async function adminToken(dataDir: string): Promise<string> {
  const file = path.join(dataDir, 'admin.token')
  try {
    return (await readFile(file, 'utf8')).trim()
  } catch {
    const made = randomToken()
    await writeFile(file, made, { mode: 0o600 })
    return made
  }
}
