import type { UserId } from '../core/ids.ts'
import type { Lines } from '../core/lines.ts'
import { type Country, countryOf } from '../core/phone.ts'
import { type Permission, type Policy, permissionOf } from '../lines/permissions.ts'
import type { Reading } from './arguments.ts'
import type { Command } from './command.ts'
import type { Act, Question, State } from './dialogue.ts'
import type { Reply } from './reply.ts'

/** Who says something to the bot, and what was said before. */
export interface Talk extends Reading {
  readonly account: UserId
  readonly permission: Permission
  readonly state: State
}

/** What follows from it. */
export type Step =
  | {
      readonly kind: 'say'
      readonly reply: Reply
      readonly question?: Question
      readonly offers?: State['offers']
    }
  /** Written down first, then done. */
  | { readonly kind: 'act'; readonly act: Act }

export type ChatCommand = Command<Talk, Step>

export interface ListenDeps {
  readonly lines: Pick<Lines, 'ofAccount'>
  readonly policy: Policy
  /** The operator's default for national notation. */
  readonly region?: Country
}

export async function listen(deps: ListenDeps, account: UserId, state: State): Promise<Talk> {
  const lines = await deps.lines.ofAccount(account)
  const known = lines.map(({ number }) => countryOf(number))
  const countries = [...new Set([...known, deps.region].filter((country) => country !== undefined))]
  return { account, permission: permissionOf(deps.policy, account), state, lines, countries }
}

export function say(reply: Reply, more: Omit<Step & { kind: 'say' }, 'kind' | 'reply'> = {}): Step {
  return { kind: 'say', reply, ...more }
}

const levels = ['none', 'use', 'own', 'admin'] as const

export function isAllowed(
  { level }: Permission,
  { permission }: Pick<Command<never, unknown>, 'permission'>,
): boolean {
  return levels.indexOf(level) >= levels.indexOf(permission)
}
