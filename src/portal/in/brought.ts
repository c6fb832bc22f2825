import { z } from 'zod'
import type { IncomingText } from '../../core/carrier.ts'
import type { InboxEntry } from '../../core/inbox.ts'
import type { Settings } from '../../core/settings.ts'
import { type Attachment, type BringInDeps, bringIn } from './bring-in.ts'

export interface BroughtDeps extends BringInDeps {
  readonly settings: Settings
}

/** So long after it was first worked on, an entry is over, milliseconds. */
const lifetime = 2 * 24 * 3_600_000

/**
 * What became of a text's attachments, in their order. It is remembered before any of it is shown: an entry that
 * is worked on once more shows the same, although its carrier may have, or give out, others by then.
 */
export async function broughtOnce(
  deps: BroughtDeps,
  { key, appendedAt: since }: InboxEntry,
  carrier: string,
  { from, media }: IncomingText,
  signal: AbortSignal,
): Promise<readonly Attachment[]> {
  const { settings, now = Date.now } = deps
  if (media.length === 0) return []
  const name = `${prefix}${key}`
  const known = parse(await settings.get(name))
  if (known !== undefined) return known.attachments
  const attachments: Attachment[] = []
  for (const part of media) {
    attachments.push(await bringIn(deps, carrier, from, part, { since, signal }))
  }
  await forgetOld(settings, now() - lifetime)
  await settings.set(name, JSON.stringify({ at: now(), attachments }))
  return attachments
}

async function forgetOld(settings: Settings, before: number): Promise<void> {
  for (const [name, text] of await settings.entries(prefix)) {
    if ((parse(text)?.at ?? 0) < before) await settings.set(name, undefined)
  }
}

function parse(text: string | undefined) {
  return text === undefined ? undefined : kept.safeParse(JSON.parse(text)).data
}

const prefix = 'brought '

const kept = z.object({
  /** Milliseconds since 1970. */
  at: z.number(),
  attachments: z.array(
    z.discriminatedUnion('kind', [
      z.object({ kind: z.literal('shown'), content: z.looseObject({}) }),
      z.object({
        kind: z.literal('later'),
        reason: z.string(),
        retryAfter: z.number().exactOptional(),
      }),
      z.object({ kind: z.literal('lost'), reason: z.string() }),
    ]),
  ),
})
