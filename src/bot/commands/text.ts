import type { Carrier } from '../../core/carrier.ts'
import { type Contact, dialable, formatContact } from '../../core/contact.ts'
import { RefusedError } from '../../core/errors.ts'
import type { Line } from '../../core/line.ts'
import type { Lines } from '../../core/lines.ts'
import type { MessageKey } from '../../core/message.ts'
import { type Country, countryOf } from '../../core/phone.ts'
import { portalKey } from '../../core/portal.ts'
import type { Guard } from '../../lines/guard.ts'
import { refusalOf } from '../../portal/out/refusal.ts'
import { roomLink } from '../../portal/rooms/room-link.ts'
import { type WriteDeps, write } from '../../portal/write.ts'
import { noLineYet } from '../arguments.ts'
import { command } from '../command.ts'
import type { Act } from '../dialogue.ts'
import { listed, plain, quoted, type Reply } from '../reply.ts'
import { type ChatCommand, type Step, say, type Talk } from '../talk.ts'
import { contactOf } from '../typed-number.ts'
import { lineName } from './lines.ts'
import { keycap } from './search.ts'

export interface TextDeps extends WriteDeps {
  readonly lines: Lines
  readonly carriers: ReadonlyMap<string, Carrier>
  readonly guard: Guard
  readonly region?: Country
}

export function textCommand(deps: TextDeps): ChatCommand {
  return command({
    name: 'text',
    aliases: ['sms', 'send', 'write'],
    arguments: {
      number: { kind: 'number', required: true, help: 'whom to write to' },
      line: {
        kind: 'line',
        required: false,
        after: 'on',
        help: 'which of your numbers it goes out from, where not from the default',
      },
      message: { kind: 'words', required: true, help: 'what to write' },
    },
    help: 'Writes to somebody; the chat opens by itself.',
    permission: 'use',
    run: async (talk, { number, line, message }) => {
      if (talk.lines.length === 0) throw new RefusedError(noLineYet)
      const from = line ?? onlyOrDefault(talk.lines)
      return from === undefined
        ? which(talk, number, message)
        : await textFrom(deps, from, number, message)
    },
  })
}

/** Says why not, or what to do. @throws RefusedError */
export async function textFrom(
  deps: TextDeps,
  line: Line,
  number: string,
  text: string,
): Promise<Step> {
  const countries = [countryOf(line.number), deps.region].filter((known) => known !== undefined)
  const contact = contactOf(number, countries)
  const carrier = deps.carriers.get(line.carrier)
  const outgoing = { line, portal: { contact }, text }
  const reason = await refusalOf(deps.guard, outgoing, carrier, dialable(contact))
  if (reason !== undefined) throw new RefusedError(reason)
  await refuseBlocked(deps, line, contact)
  return { kind: 'act', act: { kind: 'text', line: line.id, contact, text } }
}

/** @param key the same key writes once */
export async function writeText(
  deps: TextDeps,
  { line: id, contact, text }: Act & { kind: 'text' },
  key: MessageKey,
): Promise<Reply> {
  const line = await deps.lines.get(id)
  if (line?.state !== 'active') return plain('That number is not yours any more.')
  const { room } = await write(deps, line, contact, text, key)
  return plain(
    `On its way to ${formatContact(contact)} from ${lineName(line)}. The chat: ${roomLink(room, deps.homeserver.serverName)}`,
  )
}

function onlyOrDefault(lines: readonly Line[]): Line | undefined {
  return lines.length === 1 ? lines[0] : lines.find(({ isDefault }) => isDefault)
}

function which({ lines }: Talk, number: string, text: string): Step {
  const reply = listed(
    'Which of your numbers should it go out from?',
    lines.map(lineName),
    'Answer with its place, or tap it below. "default" chooses one for good.',
    { ordered: true },
  )
  const reactions = lines.slice(0, 9).map((_, index) => keycap(index + 1))
  const ids = lines.map(({ id }) => id)
  return say({ ...reply, reactions }, { question: { kind: 'line', lines: ids, number, text } })
}

async function refuseBlocked({ portals }: TextDeps, line: Line, contact: Contact): Promise<void> {
  const portal = await portals.byKey(portalKey(line.id, contact))
  if (portal?.isBlocked !== true) return
  const name = formatContact(contact)
  const called = portal.name === undefined ? name : `${quoted(portal.name)} (${name})`
  throw new RefusedError(
    `${called} is blocked: an answer would not reach you. First type: unblock ${name}`,
  )
}
