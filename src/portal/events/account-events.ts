import { z } from 'zod'
import { plainer } from '../../core/costly.ts'
import type { Homeserver } from '../../core/homeserver.ts'
import { type EventId, parseEventId, type UserId } from '../../core/ids.ts'
import type { Handled, InboxEntry } from '../../core/inbox.ts'
import type { Line } from '../../core/line.ts'
import type { Lines } from '../../core/lines.ts'
import type { MatrixEvent } from '../../core/matrix-event.ts'
import type { Messages } from '../../core/message.ts'
import type { Choices } from '../../core/preferences.ts'
import { definite } from '../../lib/definite.ts'
import { answerField, notice } from '../notice.ts'
import { type Outgoing, refusal } from '../out/outgoing.ts'
import { outgoingContent } from '../out/outgoing-content.ts'
import type { Relay } from '../out/relay.ts'
import type { OpenPortal } from '../rooms/open.ts'
import { textField } from '../write.ts'
import { hangUp } from './hang-up.ts'

export interface AccountEventsDeps {
  readonly homeserver: Homeserver
  readonly lines: Lines
  readonly messages: Messages
  readonly choices: Pick<Choices, 'of'>
  readonly relay: Relay
  /** `!line …`, typed in a portal by its account; a settlement when it sent a text again. */
  readonly command: (
    entry: InboxEntry,
    portal: OpenPortal,
    event: MatrixEvent,
    text: string,
    signal: AbortSignal,
  ) => Promise<Handled | undefined>
  /** The account wrote where Homeline can't read. */
  readonly offerPlainChat: (account: UserId) => Promise<void>
}

/** What the account does in its portal. */
export interface AccountEvents {
  handle(
    entry: InboxEntry,
    portal: OpenPortal,
    line: Line,
    event: MatrixEvent,
    signal: AbortSignal,
  ): Promise<Handled>
  /** Sends a message's event again; undefined when it is gone or no text. */
  retry(
    entry: InboxEntry,
    portal: OpenPortal,
    event: EventId,
    signal: AbortSignal,
  ): Promise<Handled | undefined>
}

const done = { state: 'done' } as const
const editsNothing = 'This changes a message that was no text message. Please write it anew.'

export function createAccountEvents(deps: AccountEventsDeps): AccountEvents {
  const { homeserver, lines, messages, choices, relay } = deps

  /** Commands and what stood in the room before are no texts that could be corrected. */
  async function wasOutgoing(event: EventId): Promise<boolean> {
    return (await messages.byEvent(event)) !== undefined
  }

  const message: AccountEvents['handle'] = async (entry, portal, line, event, signal) => {
    const content = outgoingContent(event)
    const outgoing = { entry, line, portal, event, text: '' }
    switch (content.kind) {
      case 'text':
        if (content.replaces !== undefined && !(await wasOutgoing(content.replaces))) {
          return refusal(outgoing, editsNothing, { code: 'com.beeper.unsupported_event' })
        }
        return await relay({ ...outgoing, ...(await worded(portal, content)) }, signal)
      case 'attachment':
        return await relay({ ...outgoing, ...(await worded(portal, content)) }, signal)
      case 'command':
        return (await deps.command(entry, portal, event, content.text, signal)) ?? done
      case 'refused':
        if (content.code === 'com.beeper.undecryptable_event') {
          await deps.offerPlainChat(portal.account)
        }
        return refusal(outgoing, content.reason, content)
      case 'nothing':
        return done
      default:
        return content satisfies never
    }
  }

  /** 🔁 on a failed text, or on the notice about it, sends it again; other reactions stay in the room. */
  const reaction: AccountEvents['handle'] = async (entry, portal, _line, event, signal) => {
    const relation = reactionContent.safeParse(event.content).data?.['m.relates_to']
    const id = parseEventId(relation?.event_id ?? '')
    if (id === undefined || relation?.key.replaceAll('\ufe0f', '') !== '🔁') return done
    const target = await messages.byEvent(id)
    if (target?.portal !== portal.key) return done
    // The newest attempt is this entry's own when it was interrupted.
    const isOver = target.state === 'failed' || target.state === 'doubtful'
    if (!isOver && target.key !== entry.key) return done
    const settlement = await retry(entry, portal, target.event, signal)
    if (settlement !== undefined) return settlement
    const body = 'That message can not be sent again. Please write it anew.'
    await notice(homeserver, entry, portal, body)
    return done
  }

  async function redaction(entry: InboxEntry, portal: OpenPortal, event: MatrixEvent) {
    const redacts = parseEventId(String(event.content['redacts'] ?? ''))
    const target = redacts === undefined ? undefined : await messages.byEvent(redacts)
    if (target !== undefined && target.state !== 'failed') {
      const body = 'This text was sent already and can not be taken back from the phone.'
      await notice(homeserver, entry, portal, body)
    }
    return done
  }

  /** In plain characters, where the account wants that. */
  async function worded({ account }: OpenPortal, parts: Parts): Promise<Parts> {
    const { text, attachment, isAnswer } = parts
    const words = (await choices.of(account)).plain ? plainer(text) : text
    return definite({ text: words, attachment, isAnswer })
  }

  const retry: AccountEvents['retry'] = async (entry, portal, id, signal) => {
    const ghost = { kind: 'ghost', contact: portal.contact } as const
    const event = await homeserver.getEvent(ghost, portal.room, id)
    const line = await lines.get(portal.line)
    const parts = event === undefined ? undefined : sentBefore(event, portal)
    if (event === undefined || line === undefined || parts === undefined) return undefined
    const outgoing = { entry, line, portal, event, isConfirmed: true } as const
    return await relay({ ...outgoing, ...(await worded(portal, parts)) }, signal)
  }

  /** Where Homeline can't write as the account, its text stands in a notice of the ghost. */
  function sentBefore(event: MatrixEvent, portal: OpenPortal): Parts | undefined {
    const shown = event.content[textField]
    const isGhosts = event.sender === homeserver.ghostOf(portal.contact)
    if (isGhosts && typeof shown === 'string') return { text: shown }
    const answer = event.content[answerField]
    if (isGhosts && typeof answer === 'string') return { text: answer, isAnswer: true }
    const content = outgoingContent(event)
    if (content.kind === 'text') return { text: content.text }
    return content.kind === 'attachment' ? content : undefined
  }

  return {
    retry,
    async handle(entry, portal, line, event, signal) {
      switch (event.type) {
        case 'm.reaction':
          return await reaction(entry, portal, line, event, signal)
        case 'm.room.redaction':
          return await redaction(entry, portal, event)
        case 'm.call.invite':
          await hangUp(homeserver, entry, portal, event)
          return done
        default:
          return await message(entry, portal, line, event, signal)
      }
    },
  }
}

type Parts = Pick<Outgoing, 'text' | 'attachment' | 'isAnswer'>

const reactionContent = z.object({
  'm.relates_to': z.object({ key: z.string(), event_id: z.string() }),
})
