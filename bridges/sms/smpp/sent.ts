import { z } from 'zod'
import type { DeliveryReceipt } from '../../../src/core/carrier.ts'
import { type MessageKey, parseMessageKey } from '../../../src/core/message.ts'
import type { Receipt } from '../../../src/lib/smpp/receipt.ts'
import { failures } from './errors.ts'
import type { Kept } from './kept.ts'

/** What was handed over, so that receipts are known; of texts with several parts it survives a restart. */
export interface Sent {
  load(): Promise<void>
  /** @param total how many messages the text takes */
  begin(key: MessageKey, total: number): SentText
  knows(id: string): boolean
  /** What a receipt says about its text, once it is kept; undefined while nothing is decided. */
  report(id: string, receipt: Receipt): Promise<DeliveryReceipt | undefined>
  /** What the receipt said is on disk elsewhere. */
  reported(id: string): void
  sweep(): void
}

export interface SentText {
  /** The SMSC took one of its messages. */
  accepted(id: string): void
  /** All were taken. Resolves with what the text is called. */
  end(): Promise<string>
}

export type KeptText = z.infer<typeof keptText>

/** Of texts with one message only as long as it takes until others know the ID, milliseconds. */
const brief = 120_000
/** Whatever has no final state by then will have none. */
const long = 3 * 24 * 3_600_000

interface Text extends KeptText {
  readonly delivered: string[]
  readonly ids: string[]
}

export function createSent(kept: Kept<KeptText>, now: () => number = Date.now): Sent {
  const texts = new Map<string, Text>()

  function remember(text: Text): void {
    for (const id of text.ids) texts.set(id, text)
  }

  function forget(text: Text): void {
    // An SMSC that was restarted may have given an ID to a newer text.
    for (const id of text.ids) if (texts.get(id) === text) texts.delete(id)
    if (text.total > 1) kept.drop(text.key)
  }

  async function keep(text: Text): Promise<void> {
    if (text.total > 1) await kept.put(text.key, text)
  }

  /** The oldest come first. */
  function sweep(): void {
    for (const text of texts.values()) {
      if (now() - text.at > (text.total > 1 ? long : brief)) forget(text)
      else if (text.total === 1) break
    }
  }

  async function partDelivered(text: Text, id: string): Promise<DeliveryReceipt | undefined> {
    if (!text.delivered.includes(id)) text.delivered.push(id)
    if (text.delivered.length < text.total) {
      await keep(text)
      return undefined
    }
    return about(text, 'delivered')
  }

  return {
    sweep,
    knows: (id) => texts.has(id),

    async load() {
      for (const [, text] of await kept.all()) remember({ ...text })
    },

    begin(given, total) {
      const text: Text = { key: given, total, at: now(), ids: [], delivered: [] }
      return {
        accepted(id) {
          text.ids.push(id)
          texts.set(id, text)
        },
        async end() {
          await keep(text)
          return nameOf(text)
        },
      }
    },

    async report(id, receipt) {
      const text = texts.get(id)
      const state = stateOf(receipt)
      if (state === undefined) return undefined
      if (text === undefined) return { kind: 'receipt', id, ...told(state, receipt) }
      if (state === 'delivered') return await partDelivered(text, id)
      if (text.total > 1 && state === 'sent') return undefined
      return { ...about(text, state), ...told(state, receipt) }
    },

    reported(id) {
      const text = texts.get(id)
      if (text?.delivered.length === text?.total && text !== undefined) forget(text)
    },
  }
}

function about(text: Text, state: DeliveryReceipt['state']): DeliveryReceipt {
  const key = parseMessageKey(text.key)
  const receipt = { kind: 'receipt', id: nameOf(text), state } as const
  return key === undefined ? receipt : { ...receipt, key }
}

/** A text of several messages is called like none of them: a receipt for one is none for all. */
function nameOf({ ids: [first = ''], total }: Text): string {
  return total === 1 ? first : `${first} and ${total - 1} more`
}

function stateOf({ state, isIntermediate }: Receipt): DeliveryReceipt['state'] | undefined {
  if (state === 'DELIVRD') return 'delivered'
  if (failures[state] !== undefined && !isIntermediate) return 'failed'
  return state === 'UNKNOWN' ? undefined : 'sent'
}

function told(state: DeliveryReceipt['state'], { state: word, error }: Receipt) {
  if (state !== 'failed') return { state }
  const reason = failures[word] ?? ''
  return { state, reason, code: error === undefined ? word : `${word} ${error}` }
}

export const keptText = z.object({
  key: z.string(),
  total: z.number(),
  /** When it was handed over, milliseconds since 1970. */
  at: z.number(),
  ids: z.array(z.string()),
  delivered: z.array(z.string()),
})
