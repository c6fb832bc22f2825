import { expect, it } from 'vitest'
import type { UserId } from '../../src/core/ids.ts'
import { createChoices, usual } from '../../src/core/preferences.ts'

const ann = '@ann:one.example' as UserId
const ben = '@ben:one.example' as UserId

/** Kept settings whose reads can be slow, or fail. */
function keptSettings() {
  const kept = new Map<string, string>()
  const state = { reads: 0, wait: Promise.resolve(), isBroken: false as boolean }
  return Object.assign(state, {
    async get(key: string) {
      state.reads += 1
      const value = kept.get(key)
      await state.wait
      if (state.isBroken) throw new Error('disk broken')
      return value
    },
    async set(key: string, value: string | undefined) {
      if (value === undefined) kept.delete(key)
      else kept.set(key, value)
    },
    entries: async () => [],
  })
}

it('are read once for an account, and hold from the choice on', async () => {
  const settings = keptSettings()
  const choices = createChoices(settings)
  expect(await choices.of(ann)).toEqual(usual)
  const { reads } = settings
  expect(await choices.of(ann)).toEqual(usual)
  expect(settings.reads).toBe(reads)
  await choices.choose(ann, 'plain', true)
  expect(await choices.of(ann)).toEqual({ ...usual, plain: true })
  expect(await choices.of(ben)).toEqual(usual)
})

it('are the new ones also when the old ones were being read meanwhile', async () => {
  const settings = keptSettings()
  const choices = createChoices(settings)
  const { promise, resolve } = Promise.withResolvers<void>()
  settings.wait = promise
  const old = choices.of(ann)
  await choices.choose(ann, 'links', true)
  resolve()
  await old
  expect(await choices.of(ann)).toEqual({ ...usual, links: true })
})

it('are read again after they could not be', async () => {
  const settings = keptSettings()
  const choices = createChoices(settings)
  settings.isBroken = true
  await expect(choices.of(ann)).rejects.toThrow('disk broken')
  settings.isBroken = false
  expect(await choices.of(ann)).toEqual(usual)
})
