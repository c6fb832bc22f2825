import { z } from 'zod'
import type { Contact } from '../core/contact.ts'
import type { Dialogues } from '../core/dialogues.ts'
import type { EventId, RoomId, UserId } from '../core/ids.ts'
import type { LineId } from '../core/line.ts'
import type { MessageKey } from '../core/message.ts'
import type { PhoneNumber } from '../core/phone.ts'
import { definite } from '../lib/definite.ts'

const brand = <Branded extends string>() => z.custom<Branded>((value) => typeof value === 'string')

const money = z.object({ amount: z.number(), currency: z.string() })

const offer = z.object({
  carrier: z.string(),
  number: brand<PhoneNumber>(),
  place: z.string().optional(),
  ownedId: z.string().optional(),
  monthly: money.optional(),
  once: money.optional(),
  abilities: z.array(z.enum(['sms', 'mms', 'voice'])).readonly(),
})

/** What changes something outside of the dialogue; doing it twice is doing it once. */
const act = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('buy'), offer: offer.transform(definite) }),
  z.object({ kind: z.literal('release'), line: brand<LineId>() }),
  z.object({ kind: z.literal('label'), line: brand<LineId>(), label: z.string() }),
  z.object({
    kind: z.literal('text'),
    line: brand<LineId>(),
    contact: brand<Contact>(),
    text: z.string(),
  }),
])

/** The event that asks is known once it is sent; a reaction to another one means something else. */
const notice = brand<EventId>().optional()

const question = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('confirm'), act, notice }),
  z.object({
    kind: z.literal('line'),
    lines: z.array(brand<LineId>()).readonly(),
    number: z.string(),
    text: z.string(),
    notice,
  }),
])

const state = z.object({
  /** What the last search found: stays until the next one. */
  offers: z.object({ list: z.array(offer.transform(definite)).readonly(), notice }).optional(),
  /** What the next message may answer. */
  question: question.optional(),
})

const reply = z.object({
  body: z.string(),
  html: z.string().optional(),
  reactions: z.array(z.string()).readonly().optional(),
})

/**
 * `by`: the entry that led here. Handled once more, it does and says the same again, and homeserver,
 * carriers and store know by its key that it is the same.
 */
const turn = z.object({
  by: brand<MessageKey>(),
  state,
  act: act.optional(),
  reply: reply.transform(definite).optional(),
})

export type Act = z.output<typeof act>
export type Question = z.output<typeof question>
export type State = z.output<typeof state>
export type Turn = z.output<typeof turn>

/** One account's turns in one chat. */
export interface Dialogue {
  /** Undefined at the beginning, and when another version of Homeline left what this one can't read. */
  last(): Promise<Turn | undefined>
  keep(turn: Turn): Promise<void>
}

export function dialogueOf(dialogues: Dialogues, account: UserId, room: RoomId): Dialogue {
  return {
    last: async () => turn.safeParse(await dialogues.get(account, room)).data,
    keep: async (kept) => await dialogues.set(account, room, kept),
  }
}
