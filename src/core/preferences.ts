import type { UserId } from './ids.ts'
import type { Settings } from './settings.ts'

/** What an account may choose, each on or off. */
export interface Preferences {
  /** A picture goes out as a link to it where its carrier takes none. */
  readonly links: boolean
  /** Plain characters go out for typographic ones where that costs less. */
  readonly plain: boolean
  /** A dear text is held back until the writer has seen why. */
  readonly hints: boolean
}

export type Preference = keyof Preferences

/** What holds for an account that chose nothing. */
export const usual: Preferences = { links: false, plain: false, hints: false }

/** In the order in which they are shown. */
export const preferences: readonly Preference[] = ['links', 'plain', 'hints']

/** What accounts chose, kept in the settings. Nobody else writes them while this one is used. */
export interface Choices {
  of(account: UserId): Promise<Preferences>
  choose(account: UserId, preference: Preference, isOn: boolean): Promise<void>
}

export function createChoices(settings: Settings): Choices {
  const keyOf = (account: UserId, preference: Preference) => `prefers ${account} ${preference}`

  /** Asked with every text. */
  const known = new Map<UserId, Promise<Preferences>>()

  async function chosen(account: UserId, preference: Preference): Promise<boolean> {
    const value = await settings.get(keyOf(account, preference))
    return value === 'on' || (value !== 'off' && usual[preference])
  }

  async function read(account: UserId): Promise<Preferences> {
    const [links, plain, hints] = await Promise.all([
      chosen(account, 'links'),
      chosen(account, 'plain'),
      chosen(account, 'hints'),
    ])
    return { links, plain, hints }
  }

  return {
    async of(account) {
      const reading = known.get(account) ?? read(account)
      known.set(account, reading)
      try {
        return await reading
      } catch (error) {
        known.delete(account)
        throw error
      }
    },
    async choose(account, preference, isOn) {
      await settings.set(keyOf(account, preference), isOn ? 'on' : 'off')
      known.delete(account)
    },
  }
}
