import { randomInt } from 'node:crypto'
import { readFile, writeFile } from 'node:fs/promises'
import path from 'node:path'
import { z } from 'zod'
import { RefusedError } from '../core/errors.ts'
import { parseUserId, type UserId } from '../core/ids.ts'
import { type AccountsDeps, addAccount } from '../homeserver/accounts.ts'

export interface Credentials {
  readonly userId: UserId
  readonly password: string
}

/** The embedded homeserver's first account: made at the first start, its password kept for the owner only. */
export async function ensureFirstAccount(
  deps: AccountsDeps,
  dataDir: string,
  username: string,
  serverName: string,
): Promise<Credentials> {
  const file = path.join(dataDir, 'account.json')
  const known = await readFile(file, 'utf8').catch(() => undefined)
  const kept = known === undefined ? undefined : credentials.parse(JSON.parse(known))
  if (kept?.isMade === true) return kept
  const userId = `@${username}:${serverName}` as UserId
  const made = kept ?? { userId, password: readablePassword() }
  const write = async (isMade: boolean) =>
    await writeFile(file, JSON.stringify({ ...made, isMade }, undefined, 2), { mode: 0o600 })
  await write(false)
  await addAccount(deps, { username, password: made.password, isAdmin: false }).catch(alreadyThere)
  await write(true)
  return made
}

/** Twenty letters and digits that can't be mixed up, in groups: some 98 bits. */
export function readablePassword(): string {
  const letters = 'abcdefghijkmnpqrstuvwxyz23456789'
  const group = () => Array.from({ length: 5 }, () => letters[randomInt(letters.length)]).join('')
  return [group(), group(), group(), group()].join('-')
}

/** A start that was interrupted made it already. */
function alreadyThere(error: unknown): void {
  if (!(error instanceof RefusedError)) throw error
}

const credentials = z.object({
  userId: z.string().transform((text, context) => {
    const userId = parseUserId(text)
    if (userId === undefined) context.addIssue('not a user ID')
    return userId ?? z.NEVER
  }),
  password: z.string(),
  isMade: z.boolean().optional(),
})
