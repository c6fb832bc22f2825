import path from 'node:path'
import type { Ready } from '../app/ready.ts'
import { formatPhoneNumber, parsePhoneNumber } from '../core/phone.ts'

/** What a person needs to know once all is up, and what to try. */
export function summary(ready: Ready, dataDir: string): string[] {
  return [
    '',
    'Homeline is up.',
    '',
    ...rows(ready, dataDir).map(([name, value]) => `  ${name.padEnd(12)} ${value}`),
    '',
    ...(ready.account === undefined ? [] : whatToTry(ready)),
    'Stop with Ctrl+C.',
  ]
}

function rows({ homeserver, web, handset, account, lines }: Ready, dataDir: string) {
  const numbers = lines.map(({ number }) => readable(number))
  const more = numbers.length > 5 ? [`and ${numbers.length - 5} more`] : []
  return [
    ['Homeserver', homeserver],
    ...(account === undefined
      ? []
      : [
          ['User', account.userId],
          ['Password', `${account.password}   (kept in ${path.join(dataDir, 'account.json')})`],
        ]),
    ['Numbers', [...numbers.slice(0, 5), ...more].join(', ') || 'none yet: ask the bot'],
    ...(handset === undefined ? [] : [['Phones', handset]]),
    ['Health', `${web}/health`],
  ] as const
}

function whatToTry({ handset, homeserver }: Ready): string[] {
  const texts =
    handset === undefined
      ? []
      : [`Open ${handset} and send a text: it appears in your client; answer it there.`]
  return [
    'Try this:',
    ...[
      `Sign in with any Matrix client at ${homeserver} with the user and password above.`,
      ...texts,
      'Write "search US" or "help" to Homeline, your chat with the bot.',
    ].map((what, index) => `  ${index + 1}. ${what}`),
    '',
  ]
}

function readable(number: string): string {
  const parsed = parsePhoneNumber(number)
  return parsed === undefined ? number : formatPhoneNumber(parsed)
}
