import { createHmac } from 'node:crypto'
import { z } from 'zod'
import { RefusedError } from '../core/errors.ts'
import { parseUserId, type UserId } from '../core/ids.ts'

export interface AccountsDeps {
  /** Base URL of the homeserver. */
  readonly url: string
  readonly sharedSecret: string
  readonly fetch?: typeof fetch
}

/**
 * Makes an account by the shared secret, so that no password is on a command line.
 * element-hq.github.io/synapse, "Registering a user via the admin API".
 * @throws RefusedError when the name is taken or can't be one
 */
export async function addAccount(
  { url, sharedSecret, fetch = globalThis.fetch }: AccountsDeps,
  account: { readonly username: string; readonly password: string; readonly isAdmin: boolean },
): Promise<{ readonly userId: UserId; readonly accessToken: string }> {
  const { username, password, isAdmin } = account
  const endpoint = `${url}/_synapse/admin/v1/register`
  const { nonce } = z.object({ nonce: z.string() }).parse(await (await fetch(endpoint)).json())
  const role = isAdmin ? 'admin' : 'notadmin'
  const mac = createHmac('sha1', sharedSecret)
    .update([nonce, username, password, role].join('\0'))
    .digest('hex')
  const response = await fetch(endpoint, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ nonce, username, password, admin: isAdmin, mac }),
  })
  const body: unknown = await response.json()
  if (!response.ok) throw refused(username, body)
  const { user_id, access_token } = registered.parse(body)
  const userId = parseUserId(user_id)
  if (userId === undefined) throw new RefusedError(`The homeserver made no account "${username}".`)
  return { userId, accessToken: access_token }
}

/** The server's users, as its administrator sees them, those of appservices among them. */
export async function listAccounts(
  { url, fetch = globalThis.fetch }: Pick<AccountsDeps, 'url' | 'fetch'>,
  adminToken: string,
): Promise<readonly UserId[]> {
  const found: UserId[] = []
  for (let from: string | undefined = '0'; from !== undefined; ) {
    const query = `from=${from}&limit=100&guests=false`
    const response = await fetch(`${url}/_synapse/admin/v2/users?${query}`, {
      headers: { authorization: `Bearer ${adminToken}` },
    })
    const page = usersPage.parse(await response.json())
    found.push(...page.users.flatMap(({ name }) => parseUserId(name) ?? []))
    from = page.next_token
  }
  return found
}

/** Gives an account a new password and ends its sessions. @throws RefusedError */
export async function setPassword(
  { url, fetch = globalThis.fetch }: Pick<AccountsDeps, 'url' | 'fetch'>,
  adminToken: string,
  userId: UserId,
  password: string,
): Promise<void> {
  const response = await fetch(
    `${url}/_synapse/admin/v1/reset_password/${encodeURIComponent(userId)}`,
    {
      method: 'POST',
      headers: { authorization: `Bearer ${adminToken}`, 'content-type': 'application/json' },
      body: JSON.stringify({ new_password: password, logout_devices: true }),
    },
  )
  if (!response.ok) throw refused(userId, await response.json())
}

function refused(name: string, body: unknown): RefusedError {
  const { errcode, error } = matrixError.parse(body)
  if (errcode === 'M_USER_IN_USE') return new RefusedError(`There is an account "${name}" already.`)
  return new RefusedError(`The homeserver refused "${name}": ${error}`)
}

const registered = z.object({ user_id: z.string(), access_token: z.string() })
const usersPage = z.object({
  users: z.array(z.object({ name: z.string() })),
  next_token: z.string().optional(),
})
const matrixError = z.object({ errcode: z.string().catch(''), error: z.string().catch('') })
