import type { Account } from '../account.ts'
import type { Handsets } from '../handsets.ts'
import { magicNumbers } from '../magic-numbers.ts'
import { defaultName, type OwnedNumbers } from '../owned-numbers.ts'
import { dollars } from '../prices.ts'
import type { Settings } from '../settings.ts'

export interface StateDeps {
  readonly account: Account
  readonly numbers: OwnedNumbers
  readonly handsets: Handsets
  readonly settings: () => Settings
}

/** All that the page shows around the messages. */
export function stateOf({ account, numbers, handsets, settings }: StateDeps) {
  return {
    balance: { amount: dollars(account.balance()), currency: 'USD' },
    handsets: handsets
      .list()
      .map(({ number, name }) => ({ number, name, formatted: defaultName(number) })),
    numbers: numbers.list().map(({ number, friendly_name: label }) => {
      const formatted = defaultName(number)
      return { number, formatted, ...(label === formatted ? {} : { label }) }
    }),
    magicNumbers: magicNumbers.map(({ number, name, explanation, behaviour }) => ({
      number,
      formatted: defaultName(number),
      name,
      explanation,
      /** Whether texts reach it, so that it is worth a phone on the page. */
      isPhone: behaviour.kind === 'journey',
    })),
    settings: settings(),
  }
}
