import { describe, expect, it } from 'vitest'
import type { UserId } from '../../src/core/ids.ts'
import { type Policy, permissionOf } from '../../src/lines/permissions.ts'

const none = { level: 'none', maxLines: 0 } as const
const own = { level: 'own', maxLines: 5 } as const
const admin = { level: 'admin', maxLines: 1000 } as const
const policy: Policy = {
  '*': none,
  'one.example': own,
  'one.example:8448': { level: 'use', maxLines: 0 },
  '@ann:one.example': admin,
  '@bad:one.example': none,
}

describe('what an account may do', () => {
  it.each([
    ['@ann:one.example', admin],
    ['@bad:one.example', none],
    ['@eve:one.example', own],
    ['@ann:one.example:8448', { level: 'use', maxLines: 0 }],
    ['@ann:two.example', none],
    ['@one.example:two.example', none],
    ['@ANN:one.example', own],
  ])('%s is told by the nearest entry', (user, expected) => {
    expect(permissionOf(policy, user as UserId)).toEqual(expected)
  })

  it('is nothing when nothing is said', () => {
    expect(permissionOf({}, '@ann:one.example' as UserId)).toEqual(none)
  })

  it('is never what an object brings along by itself', () => {
    for (const server of ['constructor', 'toString', '__proto__']) {
      expect(permissionOf({}, `@ann:${server}` as UserId)).toEqual(none)
    }
  })
})
