import type { Carrier, IncomingText, OptOutWord } from '../../core/carrier.ts'
import { dialable } from '../../core/contact.ts'
import type { Homeserver } from '../../core/homeserver.ts'
import type { EventId } from '../../core/ids.ts'
import type { Inbox, InboxEntry } from '../../core/inbox.ts'
import { eventLane, ownSource } from '../../core/lane.ts'
import type { Line } from '../../core/line.ts'
import { helpedKey, optOutAnswer, optOutEffect, optOutWord } from '../../core/opt-out.ts'
import type { Portal, Portals } from '../../core/portal.ts'
import type { Settings } from '../../core/settings.ts'
import { definite } from '../../lib/definite.ts'
import { answerField, notice } from '../notice.ts'
import type { OpenPortal } from '../rooms/open.ts'

export interface HeedOptOutDeps {
  readonly homeserver: Homeserver
  readonly inbox: Pick<Inbox, 'append'>
  readonly portals: Pick<Portals, 'update'>
  readonly carriers: ReadonlyMap<string, Carrier>
  readonly settings: Settings
  readonly wake: () => void
  readonly now?: () => number
}

/**
 * STOP, START and HELP, behind the text itself: shown, remembered, and answered where the carrier does not.
 * The change is written last: what was interrupted is done again, and each of its writes knows its repeat.
 */
export async function heedOptOut(
  deps: HeedOptOutDeps,
  entry: InboxEntry,
  line: Line,
  portal: OpenPortal,
  text: IncomingText,
): Promise<void> {
  const word = text.optOut ?? optOutWord(text.text, portal.isOptedOut)
  const carrier = deps.carriers.get(line.carrier)
  if (word === undefined || carrier === undefined) return
  const { settings, portals, now = Date.now } = deps
  const helpedAt = word === 'help' ? await settings.get(helpedKey(portal)) : undefined
  const helped = helpedAt === undefined ? undefined : Number(helpedAt)
  const { change, answers } = optOutEffect(word, portal, helped, now())
  const answer =
    answers && carrier.capabilities.optOut === 'self' && dialable(portal.contact) !== undefined
      ? optOutAnswer(word, line.number)
      : undefined
  if (change === undefined && answer === undefined) return
  const more = definite({ [answerField]: answer })
  const shown = await notice(deps.homeserver, entry, portal, noticeOf(word, answer), more)
  if (answer !== undefined) await leaveAnswer(deps, entry, portal, answer, shown)
  if (change !== undefined) await portals.update(portal.key, change)
  if (word === 'help') await settings.set(helpedKey(portal), String(now()))
}

/** What a blocked contact wishes holds when it is blocked no more; nothing is shown or answered. */
export async function rememberOptOut(
  { portals, now = Date.now }: Pick<HeedOptOutDeps, 'portals' | 'now'>,
  portal: Portal,
  text: IncomingText,
): Promise<void> {
  const word = text.optOut ?? optOutWord(text.text, portal.isOptedOut)
  if (word === undefined || word === 'help') return
  const { change } = optOutEffect(word, portal, undefined, now())
  if (change !== undefined) await portals.update(portal.key, change)
}

async function leaveAnswer(
  { inbox, wake }: HeedOptOutDeps,
  { key }: InboxEntry,
  { key: portal, room }: OpenPortal,
  text: string,
  event: EventId,
): Promise<void> {
  const payload = { kind: 'answer', portal, text, event } as const
  await inbox.append(ownSource, [{ id: `${key}-answer`, lane: eventLane({ room }), payload }])
  wake()
}

function noticeOf(word: OptOutWord, answer: string | undefined): string {
  const answered = answer === undefined ? '' : ` Homeline answers: “${answer}”`
  return `${meanings[word]}${answered}`
}

const meanings: Readonly<Record<OptOutWord, string>> = {
  stop: 'They want no more texts from this number. What you write here is refused until they answer START.',
  start: 'They get texts from this number again.',
  help: 'They asked what this number is.',
}
