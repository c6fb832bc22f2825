import type { Carrier } from '../../core/carrier.ts'
import type { Line } from '../../core/line.ts'
import { formatPhoneNumber } from '../../core/phone.ts'
import { noLineYet } from '../arguments.ts'
import { command } from '../command.ts'
import { listed, plain, quoted } from '../reply.ts'
import { type ChatCommand, say } from '../talk.ts'

export function linesCommand(deps: {
  readonly carriers: ReadonlyMap<string, Carrier>
}): ChatCommand {
  return command({
    name: 'lines',
    aliases: ['numbers', 'list'],
    arguments: {},
    help: 'Lists your numbers.',
    permission: 'use',
    run: async ({ lines }) => {
      if (lines.length === 0) return say(plain(noLineYet))
      const items = lines.map((line) => describeLine(line, deps.carriers.get(line.carrier)))
      return say(
        listed(
          'Your numbers:',
          items,
          'Texts go out from the default where you don’t say another.',
          {
            ordered: true,
          },
        ),
      )
    },
  })
}

/** "+1 415 555 0123" (Work): how every sentence names a line. */
export function lineName({ number, label }: Line): string {
  return `${formatPhoneNumber(number)} (${quoted(label)})`
}

function describeLine(line: Line, carrier: Carrier | undefined): string {
  const marks = [
    line.isDefault ? 'default' : '',
    carrier === undefined ? `${line.carrier}: not configured` : line.carrier,
    carrier?.capabilities.isSimulated === true ? 'simulated' : '',
  ]
  return `${lineName(line)}: ${[...new Set(marks)].filter((mark) => mark !== '').join(', ')}`
}
