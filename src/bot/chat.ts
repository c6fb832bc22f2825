import type { Dialogues } from '../core/dialogues.ts'
import { CarrierError, HomeserverError, RefusedError } from '../core/errors.ts'
import type { EventId, RoomId, UserId } from '../core/ids.ts'
import type { InboxEntry } from '../core/inbox.ts'
import type { Log } from '../core/log.ts'
import { shorten } from '../lib/shorten.ts'
import { type ActDeps, perform } from './acts.ts'
import { answer, verdict } from './answer.ts'
import { findCommand } from './command.ts'
import { choose, placeIn } from './commands/get.ts'
import { unknownCommand } from './commands/help.ts'
import { type Dialogue, dialogueOf, type Turn } from './dialogue.ts'
import { noticeContent, plain, type Reply } from './reply.ts'
import {
  type ChatCommand,
  isAllowed,
  type ListenDeps,
  listen,
  type Step,
  say,
  type Talk,
} from './talk.ts'
import { firstWord } from './words.ts'

export type ChatDeps = ActDeps &
  ListenDeps & {
    readonly dialogues: Dialogues
    readonly commands: readonly ChatCommand[]
    readonly log: Log
  }

/** What an account says: by typing, or by tapping a reaction on one of the bot's notices. */
type Said =
  | { readonly kind: 'typed'; readonly text: string }
  | { readonly kind: 'tapped'; readonly key: string; readonly on: EventId }

const bot = { kind: 'bot' } as const

/**
 * One turn of the talk in a chat. What is to be done is written down before it is done, what is to be
 * said before it is said: an entry that comes again does and says the same.
 */
export async function converse(
  deps: ChatDeps,
  { key }: Pick<InboxEntry, 'key'>,
  account: UserId,
  room: RoomId,
  said: Said,
): Promise<void> {
  const dialogue = dialogueOf(deps.dialogues, account, room)
  const last = await dialogue.last()
  const turn =
    last?.by === key
      ? last
      : await think(deps, key, await listen(deps, account, last?.state ?? {}), said)
  if (turn === undefined) return
  await dialogue.keep(turn)
  const { act, ...rest } = turn
  if (act === undefined) return await speak(deps, dialogue, room, turn)
  const reply = await orExcuse(deps.log, async () => await perform(deps, account, act, key))
  const done = { ...rest, reply }
  await dialogue.keep(done)
  await speak(deps, dialogue, room, done)
}

async function think(
  deps: ChatDeps,
  by: Turn['by'],
  talk: Talk,
  said: Said,
): Promise<Turn | undefined> {
  const step = await orExcuse(deps.log, async () =>
    said.kind === 'typed'
      ? await typed(deps, talk, said.text)
      : await tapped(deps, talk, said.key, said.on),
  )
  if (step === undefined) return undefined
  const { offers } = talk.state
  if ('body' in step) return { by, state: { offers }, reply: step }
  if (step.kind === 'act') return { by, state: { offers }, act: step.act }
  return {
    by,
    state: { offers: step.offers ?? offers, question: step.question },
    reply: step.reply,
  }
}

async function typed(deps: ChatDeps, talk: Talk, text: string): Promise<Step> {
  const wanted = text.replace(/^!\s*(line(\s+|$))?/i, '').trim()
  const answered = await answer(deps, deps.commands, talk, wanted)
  if (answered !== undefined) return answered
  const word = firstWord(wanted)
  const command = findCommand(deps.commands, word === '' ? 'help' : word)
  if (command === undefined) return await noCommand(deps, talk, wanted)
  if (!isAllowed(talk.permission, command)) {
    const what = `You may not use "${command.name}" here.`
    throw new RefusedError(`${what} Please ask whoever runs this Homeline.`)
  }
  return await command.run(talk, wanted.slice(word.length))
}

async function noCommand(deps: ChatDeps, talk: Talk, text: string): Promise<Step> {
  const place = placeIn(text)
  if (place !== undefined) return await choose(deps, talk, place)
  if (verdict(text) !== undefined) {
    return say(plain('I am not asking anything now. Type "help" for what I understand.'))
  }
  if (/^[+\d(][\d ()./-]{5,}$/.test(text)) {
    return say(plain(`To write to it: text ${shorten(text, 40)} Hello`))
  }
  return say(unknownCommand(deps.commands, text))
}

/** Taps on anything but what is asked now mean nothing. */
async function tapped(
  deps: ChatDeps,
  talk: Talk,
  key: string,
  on: EventId,
): Promise<Step | undefined> {
  const { question, offers } = talk.state
  const place = placeIn(key)
  if (question?.notice === on) {
    const meansSomething = place !== undefined || verdict(key) !== undefined
    return meansSomething ? await answer(deps, deps.commands, talk, key) : undefined
  }
  return offers?.notice === on && place !== undefined ? await choose(deps, talk, place) : undefined
}

/** What a person is to know comes as a reply; what the worker tries again, and bugs, are thrown. */
async function orExcuse<Result>(log: Log, work: () => Promise<Result>): Promise<Result | Reply> {
  try {
    return await work()
  } catch (error) {
    if (error instanceof RefusedError) return plain(error.message)
    if (error instanceof CarrierError) {
      log.warn({ code: error.code, err: error }, 'a carrier refused what an account asked for')
      return plain(error.isRetryable ? `${error.message} Please try again later.` : error.message)
    }
    if (!(error instanceof HomeserverError) || error.isRetryable) throw error
    log.warn({ code: error.code, err: error }, 'the homeserver refused what an account asked for')
    return plain('The homeserver did not allow that. Please tell whoever runs this Homeline.')
  }
}

async function speak(
  { homeserver }: ChatDeps,
  dialogue: Dialogue,
  room: RoomId,
  { by, state, reply }: Turn,
): Promise<void> {
  if (reply === undefined) return
  const event = { type: 'm.room.message', content: noticeContent(reply) }
  const id = await homeserver.send(bot, room, event, { transactionId: `${by}-bot` })
  await dialogue.keep({ by, state: tellable(state, id), reply })
  for (const [index, key] of (reply.reactions ?? []).entries()) {
    const relation = { rel_type: 'm.annotation', event_id: id, key }
    const reaction = { type: 'm.reaction', content: { 'm.relates_to': relation } }
    await homeserver.send(bot, room, reaction, { transactionId: `${by}-bot-${index + 1}` })
  }
}

/** What was asked or offered just now can be answered by a tap on the notice that said so. */
function tellable({ question, offers }: Turn['state'], notice: EventId): Turn['state'] {
  return {
    offers: offers === undefined ? undefined : { ...offers, notice: offers.notice ?? notice },
    question:
      question === undefined ? undefined : { ...question, notice: question.notice ?? notice },
  }
}
