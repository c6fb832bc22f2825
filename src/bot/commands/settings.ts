import { RefusedError } from '../../core/errors.ts'
import {
  type Choices,
  type Preference,
  type Preferences,
  preferences,
} from '../../core/preferences.ts'
import { nearest } from '../../lib/nearest.ts'
import { shorten } from '../../lib/shorten.ts'
import { command } from '../command.ts'
import { listed, plain, quoted } from '../reply.ts'
import { type ChatCommand, say } from '../talk.ts'

export interface SettingsDeps {
  readonly choices: Choices
}

export function settingsCommand({ choices }: SettingsDeps): ChatCommand {
  return command({
    name: 'settings',
    aliases: ['preferences', 'prefs'],
    arguments: {},
    help: 'Shows how your texts are treated, and how you change that.',
    permission: 'use',
    run: async ({ account }) => {
      const chosen = await choices.of(account)
      const items = preferences.map((each) => describe(each, chosen))
      return say(listed('Your settings:', items, 'To change one, for example: set hints on'))
    },
  })
}

export function setCommand({ choices }: SettingsDeps): ChatCommand {
  return command({
    name: 'set',
    aliases: [],
    arguments: {
      setting: { kind: 'word', required: true, help: `one of ${preferences.join(', ')}` },
      'on or off': { kind: 'word', required: false, help: 'without it I say how it is now' },
    },
    help: 'Changes how your texts are treated.',
    permission: 'use',
    run: async ({ account }, { setting, 'on or off': wish }) => {
      const preference = preferenceIn(setting)
      if (wish !== undefined) await choices.choose(account, preference, isOn(wish))
      return say(plain(describe(preference, await choices.of(account))))
    },
  })
}

/** "hints: on. You are told …" */
function describe(preference: Preference, chosen: Preferences): string {
  const state = chosen[preference] ? 'on' : 'off'
  return `${preference}: ${state}. ${meanings[preference][state]}`
}

const meanings: Readonly<Record<Preference, Readonly<Record<'on' | 'off', string>>>> = {
  links: {
    on: 'Where a number can’t send pictures, a link to the picture goes out. Whoever has the link sees the picture.',
    off: 'Where a number can’t send pictures, they are refused.',
  },
  plain: {
    on: 'Curly quotes, long dashes and the like go out as plain ones where that makes a text cheaper.',
    off: 'Texts go out letter by letter as you write them.',
  },
  hints: {
    on: 'A text that costs more than it needs to, or is dear as it is, waits until you tap 🔁, and says why.',
    off: 'Texts go out whatever they cost.',
  },
}

/** @throws RefusedError */
function preferenceIn(word: string): Preference {
  const found = preferences.find((each) => each === word.toLowerCase())
  if (found !== undefined) return found
  const meant = nearest(word, preferences)
  const hint =
    meant === undefined ? `There are ${preferences.join(', ')}.` : `Did you mean ${quoted(meant)}?`
  throw new RefusedError(`There is no setting ${quoted(shorten(word, 40))}. ${hint}`)
}

/** @throws RefusedError */
function isOn(word: string): boolean {
  const wish = word.toLowerCase()
  if (['on', 'yes', 'true'].includes(wish)) return true
  if (['off', 'no', 'false'].includes(wish)) return false
  throw new RefusedError('A setting is switched on or off. Say, for example: set hints on')
}
