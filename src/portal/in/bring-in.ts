import type { Carrier, IncomingMedia } from '../../core/carrier.ts'
import type { Contact } from '../../core/contact.ts'
import { CarrierError, HomeserverError } from '../../core/errors.ts'
import type { Homeserver } from '../../core/homeserver.ts'
import type { MediaTools } from '../../core/media.ts'
import { definite } from '../../lib/definite.ts'
import type { Gate } from '../../lib/gate.ts'
import { attachmentContent } from './attachment-content.ts'

export interface BringInDeps {
  readonly carriers: ReadonlyMap<string, Carrier>
  readonly homeserver: Pick<Homeserver, 'upload'>
  readonly media: Pick<MediaTools, 'identify'>
  /** Few files are in memory at the same time. */
  readonly few: Gate
  readonly now?: () => number
}

/** What became of an attachment. */
export type Attachment =
  | { readonly kind: 'shown'; readonly content: object }
  /** It can't be had yet; `reason` is for the account. */
  | { readonly kind: 'later'; readonly reason: string; readonly retryAfter?: number }
  /** It can't be had; `reason` is for the account. */
  | { readonly kind: 'lost'; readonly reason: string }

/** How long words wait for a file that the homeserver does not take, with an error or without an answer; milliseconds. */
const patience = { error: 5 * 60_000, silence: 30 * 60_000 }

/**
 * Fetches an attachment, looks at it and puts it on the homeserver in the contact's name.
 * @param since when it came, milliseconds since 1970
 * @throws HomeserverError, retryable
 */
export async function bringIn(
  deps: BringInDeps,
  carrier: string,
  contact: Contact,
  part: IncomingMedia,
  { since, signal }: { readonly since: number; readonly signal?: AbortSignal },
): Promise<Attachment> {
  const { carriers, few, now = Date.now } = deps
  try {
    const content = await few(async () => {
      const bytes = await bytesOf(carriers.get(carrier), part, signal)
      return await putOnHomeserver(deps, contact, part, bytes)
    })
    return { kind: 'shown', content }
  } catch (error) {
    // It is not the carrier that gave up.
    if (signal?.aborted === true) throw error
    return whatBecame(error, now() - since)
  }
}

async function putOnHomeserver(
  { homeserver, media }: BringInDeps,
  contact: Contact,
  said: IncomingMedia,
  bytes: Uint8Array,
): Promise<object> {
  const ghost = { kind: 'ghost', contact } as const
  const known = await media.identify(bytes, said)
  const url = await homeserver.upload(ghost, known)
  const { thumbnail } = known
  const small =
    thumbnail === undefined ? {} : { thumbnailUrl: await homeserver.upload(ghost, thumbnail) }
  return attachmentContent(known, { url, ...small })
}

async function bytesOf(
  carrier: Carrier | undefined,
  part: IncomingMedia,
  signal: AbortSignal | undefined,
): Promise<Uint8Array> {
  if (part.kind === 'inline') return Buffer.from(part.base64, 'base64')
  if (carrier?.media === undefined) {
    throw new CarrierError('not-found', 'The carrier is not configured any more.')
  }
  return await carrier.media.fetch(part, signal)
}

/** @throws what a homeserver that is away, or a bug, throws */
function whatBecame(error: unknown, age: number): Attachment {
  if (error instanceof HomeserverError) return notTaken(error, age)
  if (!(error instanceof CarrierError)) throw error
  if (!error.isRetryable && !error.maybeSent) return { kind: 'lost', reason: error.message }
  const { retryAfter } = error
  return definite({ kind: 'later' as const, reason: later.carrier, retryAfter })
}

/** A file that the homeserver never takes holds up no words. */
function notTaken(error: HomeserverError, age: number): Attachment {
  if (!error.isRetryable) {
    return { kind: 'lost', reason: 'The homeserver does not take this file.' }
  }
  if (age < (error.status === 0 ? patience.silence : patience.error)) throw error
  return { kind: 'later', reason: later.homeserver }
}

const later = {
  carrier: 'The carrier does not give it out yet; it comes here as soon as it does.',
  homeserver: 'The homeserver does not take it yet; it comes here as soon as it does.',
}
