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
 * @throws RefusedError when one is there and can't be read: then nothing is written
 */
export async function writeRegistrations(
  dir: string,
  plan: RegistrationPlan,
  withAccounts: boolean,
): Promise<string[]> {
  await mkdir(dir, { recursive: true, mode: 0o700 })
  const names = registrationNames
  const homeline = await read(path.join(dir, names.homeline))
  const accounts = await read(path.join(dir, names.accounts))
  await writeHomeline(dir, plan, homeline)
  if (!withAccounts && accounts === undefined) return [path.join(dir, names.homeline)]
  if (accounts === undefined || accountsDifferences(accounts, plan).length > 0) {
    const { accountsRegistration } = await import('./registration.ts')
    await write(dir, names.accounts, accountsRegistration(plan, accounts))
  }
  return [names.homeline, names.accounts].map((name) => path.join(dir, name))
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
export function differences(
  { homeline, accounts }: Registrations,
  plan: RegistrationPlan,
): string[] {
  const found = accounts === undefined ? [] : accountsDifferences(accounts, plan)
  return [...homelineDifferences(homeline, plan), ...found]
}

function homelineDifferences(homeline: RegistrationFile, plan: RegistrationPlan): string[] {
  const found: string[] = []
  if (homeline.url !== plan.url) found.push(`url is ${homeline.url}, expected ${plan.url}`)
  if (homeline.sender_localpart !== plan.botLocalpart) {
    found.push(`sender_localpart is ${homeline.sender_localpart}, expected ${plan.botLocalpart}`)
  }
  const ghost = `@${plan.ghostPrefix}15550100:${plan.serverName}`
  if (!hasUser(homeline, ghost, true)) {
    found.push(`namespaces.users has no exclusive pattern for ${ghost}`)
  }
  // Receipts, and ghosts whose transactions are remembered.
  for (const name of ['receive_ephemeral', 'io.element.msc4190']) {
    if (homeline[name] !== true) found.push(`${name} is not true`)
  }
  return found
}

function accountsDifferences(accounts: RegistrationFile, plan: RegistrationPlan): string[] {
  const account = `@account:${plan.serverName}`
  if (hasUser(accounts, account, false)) return []
  return [`namespaces.users of ${registrationNames.accounts} has no shared pattern for ${account}`]
}

function hasUser({ namespaces }: RegistrationFile, user: string, isExclusive: boolean): boolean {
  const users = namespaces?.['users'] ?? []
  return users.some(({ regex, exclusive }) => exclusive === isExclusive && matches(regex, user))
}

/** The homeserver's patterns are Python's, which may have more than can be read here. */
function matches(regex: string, user: string): boolean {
  try {
    return new RegExp(`^(?:${regex})$`).test(user)
  } catch {
    return false
  }
}

/** What an operator added stays, as long as only the address is another. */
async function writeHomeline(
  dir: string,
  plan: RegistrationPlan,
  known: RegistrationFile | undefined,
): Promise<void> {
  const here = known === undefined ? undefined : { ...known, url: plan.url }
  if (here === undefined || homelineDifferences(here, plan).length > 0) {
    const { homelineRegistration } = await import('./registration.ts')
    return await write(dir, registrationNames.homeline, homelineRegistration(plan, known))
  }
  if (known?.url !== plan.url) await write(dir, registrationNames.homeline, here)
}

async function write(dir: string, name: string, content: RegistrationFile): Promise<void> {
  await writeFile(path.join(dir, name), stringify(content), { mode: 0o600 })
}

/** Undefined when there is none. @throws RefusedError when it can't be read */
async function read(file: string): Promise<RegistrationFile | undefined> {
  try {
    // Pretty errors would show lines, and with them tokens.
    return registration.parse(parse(await readFile(file, 'utf8'), { prettyErrors: false }))
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return undefined
    throw new RefusedError(
      `The registration ${file} can not be used: ${reasonOf(error)}\nRepair it, or remove it and write a new one with other tokens.`,
      { cause: error },
    )
  }
}

function reasonOf(error: unknown): string {
  if (error instanceof z.ZodError) return z.prettifyError(error)
  return error instanceof Error ? error.message : String(error)
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
