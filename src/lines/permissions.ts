import { serverOf, type UserId } from '../core/ids.ts'

/** `use`: talks to the bot and uses what lines it was given; `own`: gets lines of its own. */
export interface Permission {
  readonly level: 'none' | 'use' | 'own' | 'admin'
  readonly maxLines: number
}

/** By user ID, server name or `*`. */
export type Policy = Readonly<Record<string, Permission>>

/** The nearest entry counts: the user, its server, everybody. */
export function permissionOf(policy: Policy, userId: UserId): Permission {
  const nearest = [userId, serverOf(userId), '*'].find((name) => Object.hasOwn(policy, name))
  return policy[nearest ?? ''] ?? { level: 'none', maxLines: 0 }
}
