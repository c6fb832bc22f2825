import type { Carrier, IncomingMedia } from '../../core/carrier.ts'
import type { Contact } from '../../core/contact.ts'
import { CarrierError, HomeserverError } from '../../core/errors.ts'
import type { Homeserver } from '../../core/homeserver.ts'
import type { MediaTools } from '../../core/media.ts'
import { attachmentContent } from './attachment-content.ts'

export interface BringInDeps {
  readonly carriers: ReadonlyMap<string, Carrier>
  readonly homeserver: Pick<Homeserver, 'upload'>
  readonly media: Pick<MediaTools, 'identify'>
}

/** What became of an attachment. */
export type Attachment =
  | { readonly kind: 'shown'; readonly content: object }
  /** The carrier does not give it out yet. */
  | { readonly kind: 'later'; readonly retryAfter?: number }
  /** It can't be had; `reason` is for the account. */
  | { readonly kind: 'lost'; readonly reason: string }

/**
 * Fetches an attachment, looks at it and puts it on the homeserver in the contact's name.
 * @throws HomeserverError, retryable
 */
export async function bringIn(
  { carriers, homeserver, media }: BringInDeps,
  carrier: string,
  contact: Contact,
  part: IncomingMedia,
  { caption = '', signal }: { readonly caption?: string; readonly signal?: AbortSignal },
): Promise<Attachment> {
  const ghost = { kind: 'ghost', contact } as const
  try {
    const bytes = await bytesOf(carriers.get(carrier), part, signal)
    const known = await media.identify(bytes, part)
    const url = await homeserver.upload(ghost, known)
    const { thumbnail } = known
    const small =
      thumbnail === undefined ? {} : { thumbnailUrl: await homeserver.upload(ghost, thumbnail) }
    return { kind: 'shown', content: attachmentContent(known, { url, ...small }, caption) }
  } catch (error) {
    // It is not the carrier that gave up.
    if (signal?.aborted === true) throw error
    return whatBecame(error)
  }
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
function whatBecame(error: unknown): Attachment {
  if (error instanceof HomeserverError && !error.isRetryable) {
    return { kind: 'lost', reason: 'The homeserver does not take this file.' }
  }
  if (!(error instanceof CarrierError)) throw error
  if (!error.isRetryable && !error.maybeSent) return { kind: 'lost', reason: error.message }
  const { retryAfter } = error
  return retryAfter === undefined ? { kind: 'later' } : { kind: 'later', retryAfter }
}
