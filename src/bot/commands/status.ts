import type { Carrier } from '../../core/carrier.ts'
import type { Inbox } from '../../core/inbox.ts'
import type { Line } from '../../core/line.ts'
import { formatMoney } from '../../core/money.ts'
import { abilitiesOf } from '../../lines/abilities.ts'
import { command } from '../command.ts'
import { listed } from '../reply.ts'
import { type ChatCommand, say } from '../talk.ts'

export interface StatusDeps {
  readonly version: string
  /** Milliseconds since 1970. */
  readonly startedAt: number
  readonly inbox: Pick<Inbox, 'depth'>
  readonly carriers: ReadonlyMap<string, Carrier>
  /** What an operator should know, a sentence each. */
  readonly problems: () => readonly string[]
  readonly now?: () => number
}

export function statusCommand(deps: StatusDeps): ChatCommand {
  return command({
    name: 'status',
    aliases: ['version'],
    arguments: {},
    help: 'Says how things are.',
    permission: 'use',
    run: async ({ lines, permission: { level } }) => {
      const own = [`Your numbers: ${lines.length}`, ...abilitiesBehind(lines, deps.carriers)]
      const more = level === 'admin' ? await operatorFacts(deps) : []
      return say(listed(`Homeline ${deps.version}`, [...own, ...more]))
    },
  })
}

/** What each carrier of the lines can do. */
function abilitiesBehind(lines: readonly Line[], carriers: StatusDeps['carriers']): string[] {
  return [...new Set(lines.map(({ carrier }) => carrier))].map((id) => {
    const carrier = carriers.get(id)
    const words = carrier === undefined ? 'not configured' : abilitiesOf(carrier).join('; ')
    return `Numbers at ${id}: ${words}`
  })
}

async function operatorFacts(deps: StatusDeps): Promise<string[]> {
  const { carriers, inbox, problems, startedAt, now = Date.now } = deps
  const { ready, parked, oldestReady } = await inbox.depth()
  // The question itself is still being worked on.
  const others = Math.max(0, ready - 1)
  const age =
    others === 0 || oldestReady === undefined
      ? ''
      : `, the oldest for ${duration(now() - oldestReady)}`
  const found = problems()
  return [
    `Running for ${duration(now() - startedAt)}`,
    ...(await Promise.all([...carriers.values()].map(describe))),
    `Inbox: ${others} to do${age}; ${parked} parked`,
    ...(found.length === 0 ? ['No problems known'] : found.map((problem) => `⚠ ${problem}`)),
  ]
}

async function describe({ id, capabilities, balance }: Carrier): Promise<string> {
  const name = `Carrier ${id}${capabilities.isSimulated ? ' (simulated)' : ''}`
  if (balance === undefined) return name
  const money = await balance(AbortSignal.timeout(10_000)).then(formatMoney, () => 'not known now')
  return `${name}, balance ${money}`
}

function duration(milliseconds: number): string {
  const minutes = Math.floor(milliseconds / 60_000)
  if (minutes < 1) return 'less than a minute'
  if (minutes < 60) return `${minutes} min`
  const hours = Math.floor(minutes / 60)
  return hours < 48 ? `${hours} h ${minutes % 60} min` : `${Math.floor(hours / 24)} days`
}
