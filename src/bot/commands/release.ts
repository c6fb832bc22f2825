import type { Carrier } from '../../core/carrier.ts'
import type { Homeserver } from '../../core/homeserver.ts'
import type { LineId } from '../../core/line.ts'
import type { Lines } from '../../core/lines.ts'
import type { MessageKey } from '../../core/message.ts'
import { formatPhoneNumber } from '../../core/phone.ts'
import type { Portals } from '../../core/portal.ts'
import { release } from '../../lines/change.ts'
import { closeLine } from '../../portal/rooms/close.ts'
import { command } from '../command.ts'
import { plain, type Reply } from '../reply.ts'
import { type ChatCommand, say } from '../talk.ts'
import { lineName } from './lines.ts'

export interface ReleaseDeps {
  readonly homeserver: Homeserver
  readonly lines: Lines
  readonly portals: Portals
  readonly carriers: ReadonlyMap<string, Carrier>
}

export function releaseCommand({ carriers }: Pick<ReleaseDeps, 'carriers'>): ChatCommand {
  return command({
    name: 'release',
    aliases: ['drop'],
    arguments: {
      line: { kind: 'line', required: true, help: 'its number, its label or its place in "lines"' },
    },
    help: 'Gives one of your numbers back, after asking.',
    permission: 'use',
    run: async (_talk, { line }) => {
      const isKept = carriers.get(line.carrier)?.numbers?.keepsReleased === true
      const body = `${lineName(line)} ${isKept ? staying : goingBack} Its chats stay to be read. Shall I release it? (yes or no)`
      const question = { kind: 'confirm', act: { kind: 'release', line: line.id } } as const
      return say({ body, reactions: ['✅', '❌'] }, { question })
    },
  })
}

const goingBack =
  'goes back to its carrier: nobody reaches you on it any more, somebody else may get it, and you may not get it again.'
const staying =
  'ends: nobody reaches you on it any more. The number itself stays with its carrier, and what it costs goes on, until whoever runs this Homeline gives it back there.'

/** @throws CarrierError */
export async function letGo(deps: ReleaseDeps, id: LineId, key: MessageKey): Promise<Reply> {
  const line = await deps.lines.get(id)
  if (line === undefined) return plain('That number is not yours any more.')
  if (line.state === 'active') await release(deps, line)
  await closeLine(deps, line, key)
  const left = await deps.lines.ofAccount(line.account)
  const hasDefault = left.length < 2 || left.some(({ isDefault }) => isDefault)
  const hint = hasDefault ? '' : ' None of your numbers is the default now: choose with "default".'
  return plain(`${formatPhoneNumber(line.number)} is released.${hint}`)
}
