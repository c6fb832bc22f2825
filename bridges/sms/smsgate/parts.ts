import { z } from 'zod'
import { type MessageKey, parseMessageKey } from '../../../src/core/message.ts'
import type { Settings } from '../../../src/core/settings.ts'
import { costOf } from '../../../src/core/text-cost.ts'
import { createMemory } from './memory.ts'

/**
 * Which parts of a text have arrived. The phone reports each part by itself and does not say which one it
 * is, so that they are counted by the reports' IDs.
 */
export interface Parts {
  /** The phone made so many parts of a text. @returns whether all of them have arrived already */
  sent(messageId: string, count: number): Promise<boolean>
  /** One part has arrived. @returns whether all have */
  delivered(messageId: string, report: string): Promise<boolean>
}

/** A text's ID at the gateway: its key, and how many parts it should have; at most 36 characters. */
export function messageIdOf(key: MessageKey, text: string): string {
  return `${key}-${costOf(text).segments}`
}

/** What an ID says; undefined where it is none of ours. */
export function readMessageId(
  id: string,
): { readonly key: MessageKey; readonly parts: number } | undefined {
  const [, given = '', count] = /^(.{22})-(\d{1,3})$/.exec(id) ?? []
  const key = parseMessageKey(given)
  return key === undefined ? undefined : { key, parts: Number(count) }
}

/** How long counts are kept after the last report, milliseconds. */
const lifetime = 2 * 24 * 3_600_000

export function createParts(settings: Settings, id: string, now: () => number): Parts {
  const memory = createMemory(settings, `smsgate ${id} parts`, counts, {})

  async function count(messageId: string, change: (known: Count) => Count): Promise<boolean> {
    const expected = readMessageId(messageId)?.parts ?? 1
    return await memory.change((kept) => {
      const young = Object.entries(kept).filter(([, { at }]) => at > now() - lifetime)
      const known = { seen: [], at: 0, ...kept[messageId] }
      const next = { ...change(known), at: now() }
      const isDone = next.seen.length >= (next.total ?? expected)
      return [{ ...Object.fromEntries(young), [messageId]: next }, isDone]
    })
  }

  return {
    /** What the phone says counts more: it may use an alphabet that we don't know. */
    async sent(messageId, total) {
      const ours = readMessageId(messageId)
      if (ours === undefined || total < 1 || total === ours.parts) return false
      return await count(messageId, (known) => ({ ...known, total }))
    },

    async delivered(messageId, report) {
      const ours = readMessageId(messageId)
      if (ours === undefined) return true
      const total = (await memory.read())[messageId]?.total ?? ours.parts
      if (total <= 1) return true
      return await count(messageId, (known) => ({
        ...known,
        seen: [...new Set([...known.seen, report])],
      }))
    },
  }
}

const oneCount = z.object({
  seen: z.array(z.string()),
  total: z.number().exactOptional(),
  /** Milliseconds since 1970. */
  at: z.number(),
})
const counts = z.record(z.string(), oneCount)
type Count = z.infer<typeof oneCount>
