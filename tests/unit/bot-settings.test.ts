import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { createChoices, preferences, usual } from '../../src/core/preferences.ts'
import { botWorld, me, other, type World } from '../support/bot-world.ts'

let world: World
beforeEach(() => {
  world = botWorld()
})
afterEach(() => world[Symbol.dispose]())

const chosen = async (account = me) => await createChoices(world.store.settings).of(account)

describe('settings', () => {
  it('are listed with what they mean and how they are changed', async () => {
    const list = await world.say('settings')
    for (const preference of preferences) {
      expect(list).toMatch(
        new RegExp(`^• ${preference}: ${usual[preference] ? 'on' : 'off'}\\.`, 'm'),
      )
    }
    expect(list).toContain('set hints on')
  })

  it('are switched on and off, each by itself, and stay so after a restart', async () => {
    expect(await world.say('set plain on')).toMatch(/^plain: on\. Curly quotes/)
    expect(await world.say('set Hints ON')).toMatch(/^hints: on\. A text that costs/)
    world.restart()
    expect(await world.say('settings')).toMatch(/links: off.*plain: on.*hints: on/s)
    expect(await chosen()).toEqual({ links: false, plain: true, hints: true })
    await world.say('set plain no')
    expect(await chosen()).toMatchObject({ plain: false })
  })

  it('are each account’s own', async () => {
    await world.say('set links on')
    expect(await chosen(other)).toEqual(usual)
    expect(await chosen()).toMatchObject({ links: true })
  })

  it('stay as they are when a change is not understood', async () => {
    expect(await world.say('set plian on')).toBe(
      'There is no setting “plian”. Did you mean “plain”?',
    )
    expect(await world.say('set constructor on')).toMatch(/There are links, plain, hints\.$/)
    expect(await world.say('set plain maybe')).toMatch(/on or off/)
    expect(await world.say('set plain')).toMatch(/^plain: off\. Texts go out letter by letter/)
    expect(await chosen()).toEqual(usual)
  })

  it('are what is usual where something unreadable is kept', async () => {
    await world.store.settings.set(`prefers ${me} hints`, 'perhaps')
    expect(await chosen()).toEqual(usual)
  })
})
