import { z } from 'zod'
import type { IncomingText } from '../../../src/core/carrier.ts'
import { type Contact, parseContact } from '../../../src/core/contact.ts'
import { type PhoneNumber, parsePhoneNumber } from '../../../src/core/phone.ts'
import type { Settings } from '../../../src/core/settings.ts'
import { definite } from '../../../src/lib/definite.ts'
import { createMemory } from './memory.ts'

/**
 * Picture messages come in two steps: the phone announces one, and brings it once it has downloaded it,
 * under another ID. What is announced and never brought must not be lost without a word.
 */
export interface Pictures {
  announced(message: Announced): Promise<void>
  brought(message: Pick<Announced, 'id' | 'from' | 'to'>): Promise<void>
  /** What is known of messages that nobody waits for any more, and that were waited for at `since`. */
  overdue(since: number): Promise<readonly IncomingText[]>
}

interface Announced {
  /** The phone's. */
  readonly id: string
  readonly from: Contact
  readonly to: PhoneNumber
  readonly subject?: string
  /** Milliseconds since 1970. */
  readonly at?: number
}

const minute = 60_000
/** How long a message may take to be downloaded. */
const patience = 15 * minute
/** Reports overtake each other: one that is brought belongs to an announcement so much later at most. */
const overtaking = 60 * minute
/** What was announced may wait while we are away; the phone itself repeats for two days. */
const lifetime = 30 * 24 * 60 * minute

export function createPictures(settings: Settings, id: string, now: () => number): Pictures {
  const memory = createMemory(settings, `smsgate ${id} pictures`, entries, [])

  async function add(entry: NewEntry): Promise<void> {
    await memory.change((kept) => {
      if (kept.some(({ step, id }) => step === entry.step && id === entry.id)) {
        return [kept, undefined]
      }
      const arrived = now()
      const young = kept.filter((each) => each.arrived > arrived - lifetime)
      const other = young.findLast((each) => isPair(each, entry, arrived))
      const added = { ...entry, arrived, isPaired: false }
      if (other === undefined) return [[...young, added], undefined]
      const rest = young.filter((each) => each !== other)
      return [[...rest, paired(other), paired(added)], undefined]
    })
  }

  return {
    announced: async (message) => await add({ step: 'announced', ...message }),
    brought: async ({ id, from, to }) => await add({ step: 'brought', id, from, to }),
    async overdue(since) {
      const late = (await memory.read()).filter(
        ({ step, isPaired, arrived }) =>
          step === 'announced' &&
          !isPaired &&
          arrived + patience <= now() &&
          arrived + patience > since,
      )
      return late.flatMap(textOf)
    },
  }
}

/** The newest announcement of that sender that nothing was brought for, or the other way round. */
function isPair(known: Entry, entry: NewEntry, now: number): boolean {
  const isOther = known.step !== entry.step && !known.isPaired
  const isInTime = known.step === 'announced' || now - known.arrived < overtaking
  return isOther && isInTime && known.from === entry.from && known.to === entry.to
}

/** Only what a repeat is known by is kept. */
function paired({ step, id, from, to, arrived }: Entry): Entry {
  return { step, id, from, to, arrived, isPaired: true }
}

function textOf({ id, from, to, subject, at }: Entry): IncomingText[] {
  const [contact, number] = [parseContact(from), parsePhoneNumber(to)]
  if (contact === undefined || number === undefined) return []
  const words = '(a picture message that the phone has not downloaded)'
  return [
    definite({
      kind: 'text' as const,
      id: `mms announced ${id}`,
      from: contact,
      to: number,
      text: subject === undefined ? words : `${subject}\n${words}`,
      media: [],
      at,
    }),
  ]
}

const oneEntry = z.object({
  step: z.enum(['announced', 'brought']),
  id: z.string(),
  from: z.string(),
  to: z.string(),
  subject: z.string().exactOptional(),
  at: z.number().exactOptional(),
  /** Milliseconds since 1970, by our clock. */
  arrived: z.number(),
  isPaired: z.boolean(),
})
const entries = z.array(oneEntry)
type Entry = z.infer<typeof oneEntry>
type NewEntry = Omit<Entry, 'arrived' | 'isPaired'>
