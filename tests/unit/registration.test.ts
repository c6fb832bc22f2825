import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { parse, stringify } from 'yaml'
import { z } from 'zod'
import { differences, readRegistrations, writeRegistrations } from '../../registration/files.ts'
import type { RegistrationFile } from '../../registration/plan.ts'

const plan = {
  serverName: 'one.example',
  url: 'http://127.0.0.1:29390',
  botLocalpart: 'homeline',
  ghostPrefix: 'phone_',
}
const [first, second] = ['homeline.yaml', 'homeline-accounts.yaml']

let dir = ''
beforeEach(() => {
  dir = mkdtempSync(path.join(tmpdir(), 'registration '))
})
afterEach(() => rmSync(dir, { recursive: true }))

const textOf = (name: string) => readFileSync(path.join(dir, name), 'utf8')
const fileOf = (name: string): RegistrationFile => parse(textOf(name))
const change = (name: string, to: object) =>
  writeFileSync(path.join(dir, name), stringify({ ...fileOf(name), ...to }))
const tokensOf = (name: string) => {
  const { as_token, hs_token } = fileOf(name)
  return { as_token, hs_token }
}

/** What Synapse refuses to start without; it takes `url: null`, but no missing one. */
const synapse = z.looseObject({
  id: z.string(),
  as_token: z.string(),
  hs_token: z.string(),
  sender_localpart: z.string().regex(/^[\w.~/-]+$/),
  url: z.string().nullable(),
  rate_limited: z.literal(false),
  namespaces: z.record(
    z.enum(['users', 'rooms', 'aliases']),
    z.array(z.object({ regex: z.string(), exclusive: z.boolean() })).optional(),
  ),
})

describe('written for the first time', () => {
  it('has all that the homeserver needs, and no token twice', async () => {
    const files = await writeRegistrations(dir, plan, true)
    expect(files.map((file) => path.relative(dir, file))).toEqual([first, second])
    const found = await readRegistrations(dir)
    const { homeline, accounts } = found
    for (const file of [homeline, accounts]) expect(() => synapse.parse(file)).not.toThrow()
    expect(homeline).toMatchObject({ receive_ephemeral: true, 'io.element.msc4190': true })
    expect(accounts?.url).toBeNull()
    expect(new Set([homeline, accounts].map((file) => file?.id)).size).toBe(2)
    const tokens = [homeline, accounts].flatMap((file) => [file?.as_token, file?.hs_token])
    expect(new Set(tokens).size).toBe(4)
    expect(differences(found, plan)).toEqual([])
  })

  it('is one file where the second is not wanted, and stays one', async () => {
    expect(await writeRegistrations(dir, plan, false)).toHaveLength(1)
    expect(await readRegistrations(dir)).not.toHaveProperty('accounts')
    await expect(readRegistrations(path.join(dir, 'other'))).rejects.toThrow('no registration in')
  })
})

describe('written again', () => {
  beforeEach(async () => void (await writeRegistrations(dir, plan, true)))

  it('changes nothing when nothing changed', async () => {
    const before = [first, second].map(textOf)
    await writeRegistrations(dir, plan, true)
    expect([first, second].map(textOf)).toEqual(before)
  })

  it('keeps what the operator added when only the address is another', async () => {
    const before = tokensOf(first)
    change(first, { protocols: ['sms'] })
    await writeRegistrations(dir, { ...plan, url: 'http://127.0.0.1:1' }, true)
    expect(fileOf(first)).toMatchObject({
      ...before,
      protocols: ['sms'],
      url: 'http://127.0.0.1:1',
    })
  })

  it.each([true, false])('follows the server’s name and keeps all tokens', async (withAccounts) => {
    const before = [first, second].map(tokensOf)
    const other = { ...plan, serverName: 'two.example' }
    expect(differences(await readRegistrations(dir), other)).toEqual([
      expect.stringContaining('no exclusive pattern for @phone_15550100:two.example'),
      expect.stringContaining(`of ${second} has no shared pattern for @account:two.example`),
    ])
    expect(await writeRegistrations(dir, other, withAccounts)).toHaveLength(2)
    expect(differences(await readRegistrations(dir), other)).toEqual([])
    expect([first, second].map(tokensOf)).toEqual(before)
  })

  it.each(['receive_ephemeral', 'io.element.msc4190'])('brings %s back', async (name) => {
    const before = tokensOf(first)
    change(first, { [name]: false })
    expect(differences(await readRegistrations(dir), plan)).toEqual([`${name} is not true`])
    await writeRegistrations(dir, plan, true)
    expect(fileOf(first)).toMatchObject({ ...before, [name]: true })
  })

  it.each([
    ['no YAML', 'as_token: secret-token: [', 'Nested mappings'],
    ['empty', '', 'Invalid input'],
    [
      'without a token',
      'id: a\nurl: null\nas_token: secret-token\nsender_localpart: a',
      'hs_token',
    ],
  ])('is refused when one file is %s, and replaces no token', async (_, broken, why) => {
    for (const [name, other] of [
      [first, second],
      [second, first],
    ] as const) {
      const [good, other_] = [textOf(name), textOf(other)]
      writeFileSync(path.join(dir, name), broken)
      const calls = [() => writeRegistrations(dir, plan, true), () => readRegistrations(dir)]
      for (const call of calls) {
        const error: unknown = await call().then(String, (refusal: Error) => refusal.message)
        expect(error).toContain(`${name} can not be used: `)
        expect(error).toContain(why)
        expect(error).not.toContain('secret-token')
      }
      expect(textOf(other)).toBe(other_)
      expect(textOf(name)).toBe(broken)
      writeFileSync(path.join(dir, name), good)
    }
  })

  it('finds no pattern in one that can only be read elsewhere', async () => {
    change(first, { namespaces: { users: [{ regex: '(?P<a>.*', exclusive: true }] } })
    expect(differences(await readRegistrations(dir), plan)).toHaveLength(1)
  })
})
