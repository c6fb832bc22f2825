import { mkdir, readFile, writeFile } from 'node:fs/promises'
import path from 'node:path'
import { parse, stringify } from 'yaml'
import { z } from 'zod'
import { RefusedError } from '../src/core/errors.ts'
import { type RegistrationFile, type RegistrationPlan, registrationNames } from './plan.ts'

/** Both registrations as they are on disk. */
export interface Registrations {
  readonly homeline: RegistrationFile
  /** Absent where the operator did not install the second one. */
  readonly accounts?: RegistrationFile
}

/**
 * Writes what is missing or no longer right; tokens stay as they are.
 * @returns the files
 */
export async function writeRegistrations(
  dir: string,
  plan: RegistrationPlan,
  withAccounts: boolean,
): Promise<string[]> {
  await mkdir(dir, { recursive: true, mode: 0o700 })
  const known = await readRegistrations(dir).catch(() => undefined)
  const here = known === undefined ? undefined : { ...known.homeline, url: plan.url }
  if (here !== undefined && differences({ homeline: here }, plan).length === 0) {
    if (known?.homeline.url !== plan.url) await write(dir, registrationNames.homeline, here)
  } else {
    const { homelineRegistration } = await import('./registration.ts')
    await write(dir, registrationNames.homeline, homelineRegistration(plan, known?.homeline))
  }
  if (withAccounts && known?.accounts === undefined) {
    const { accountsRegistration } = await import('./registration.ts')
    await write(dir, registrationNames.accounts, accountsRegistration(plan))
  }
  const { homeline, accounts } = registrationNames
  const names = withAccounts || known?.accounts !== undefined ? [homeline, accounts] : [homeline]
  return names.map((name) => path.join(dir, name))
}

/** @throws RefusedError when the first is missing or one can't be read */
export async function readRegistrations(dir: string): Promise<Registrations> {
  const homeline = await read(path.join(dir, registrationNames.homeline))
  if (homeline === undefined) {
    throw new RefusedError(
      `There is no registration in ${dir}. Write one with "homeline registration" and give it to the homeserver.`,
    )
  }
  const accounts = await read(path.join(dir, registrationNames.accounts))
  return accounts === undefined ? { homeline } : { homeline, accounts }
}

/** What differs between the files and the configuration, in words; empty when nothing does. */
export function differences({ homeline }: Registrations, plan: RegistrationPlan): string[] {
  const found: string[] = []
  if (homeline.url !== plan.url) found.push(`url is ${homeline.url}, expected ${plan.url}`)
  if (homeline.sender_localpart !== plan.botLocalpart) {
    found.push(`sender_localpart is ${homeline.sender_localpart}, expected ${plan.botLocalpart}`)
  }
  const ghost = `@${plan.ghostPrefix}15550100:${plan.serverName}`
  const users = homeline.namespaces?.['users'] ?? []
  if (!users.some(({ regex, exclusive }) => exclusive && new RegExp(`^${regex}$`).test(ghost))) {
    found.push(`namespaces.users has no exclusive pattern for ${ghost}`)
  }
  return found
}

async function write(dir: string, name: string, content: RegistrationFile): Promise<void> {
  await writeFile(path.join(dir, name), stringify(content), { mode: 0o600 })
}

async function read(file: string): Promise<RegistrationFile | undefined> {
  const text = await readFile(file, 'utf8').catch(() => undefined)
  if (text === undefined) return undefined
  const parsed = registration.safeParse(parse(text))
  if (parsed.success) return parsed.data
  throw new RefusedError(
    `The registration ${file} can not be used: ${z.prettifyError(parsed.error)}`,
  )
}

const namespace = z.array(z.object({ regex: z.string(), exclusive: z.boolean() }))
const registration = z.looseObject({
  id: z.string().min(1),
  url: z.string().nullable(),
  as_token: z.string().min(8),
  hs_token: z.string().min(8),
  sender_localpart: z.string().min(1),
  rate_limited: z.boolean().optional(),
  namespaces: z.record(z.string(), namespace).optional(),
})
