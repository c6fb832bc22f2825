import type { Carrier } from '../../core/carrier.ts'
import { HomeserverError } from '../../core/errors.ts'
import type { Homeserver } from '../../core/homeserver.ts'
import type { Line, LineId } from '../../core/line.ts'
import type { Lines } from '../../core/lines.ts'
import { formatPhoneNumber } from '../../core/phone.ts'
import type { Portals } from '../../core/portal.ts'
import { label } from '../../lines/change.ts'
import { portalTopic } from '../../portal/rooms/room.ts'
import type { Spaces } from '../../portal/rooms/space.ts'
import { command } from '../command.ts'
import { plain, quoted, type Reply } from '../reply.ts'
import type { ChatCommand } from '../talk.ts'

export interface LabelDeps {
  readonly homeserver: Pick<Homeserver, 'setState'>
  readonly lines: Lines
  readonly portals: Pick<Portals, 'ofLine'>
  readonly spaces: Pick<Spaces, 'rename'>
  readonly carriers: ReadonlyMap<string, Carrier>
}

export function labelCommand(): ChatCommand {
  return command({
    name: 'label',
    aliases: ['rename'],
    arguments: {
      line: { kind: 'line', required: true, help: 'its number, its label or its place in "lines"' },
      'new label': { kind: 'words', required: true, help: 'a name such as Work' },
    },
    help: 'Names one of your numbers.',
    permission: 'use',
    run: async (_talk, { line, 'new label': wanted }) => ({
      kind: 'act',
      act: { kind: 'label', line: line.id, label: wanted },
    }),
  })
}

/** The space and the topics of the chats tell the label, too. @throws RefusedError */
export async function relabel(deps: LabelDeps, id: LineId, wanted: string): Promise<Reply> {
  const line = await deps.lines.get(id)
  if (line === undefined) return plain('That number is not yours any more.')
  const named = { ...line, label: await label(deps.lines, line, wanted) }
  await deps.spaces.rename(named)
  await retopic(deps, named)
  return plain(`${formatPhoneNumber(line.number)} is called ${quoted(named.label)} now.`)
}

async function retopic({ homeserver, portals, carriers }: LabelDeps, line: Line): Promise<void> {
  const isSimulated = carriers.get(line.carrier)?.capabilities.isSimulated === true
  const content = { topic: portalTopic(line, isSimulated) }
  for (const { room, contact } of await portals.ofLine(line.id)) {
    if (room === undefined) continue
    const event = { type: 'm.room.topic', stateKey: '', content }
    await homeserver.setState({ kind: 'ghost', contact }, room, event).catch(ignoreRefusal)
  }
}

/** A room that the account opened may not let the ghost. */
function ignoreRefusal(error: unknown): void {
  if (!(error instanceof HomeserverError) || error.isRetryable) throw error
}
