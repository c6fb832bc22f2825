import type { Carrier, OutgoingText } from '../../core/carrier.ts'
import { HomeserverError } from '../../core/errors.ts'
import type { Homeserver } from '../../core/homeserver.ts'
import {
  type FittedMedia,
  MediaError,
  type MediaFile,
  type MediaTools,
  type Shelf,
} from '../../core/media.ts'
import type { Choices } from '../../core/preferences.ts'
import { definite } from '../../lib/definite.ts'
import type { Gate } from '../../lib/gate.ts'
import type { Outgoing, OutgoingAttachment } from './outgoing.ts'

export interface ComposeDeps {
  readonly homeserver: Pick<Homeserver, 'download'>
  readonly media: MediaTools
  /** Few files are in memory at the same time. */
  readonly few: Gate
  readonly shelf: Shelf
  readonly choices: Pick<Choices, 'of'>
  /** People outside reach our address, so that links lead somewhere. */
  readonly canLink: boolean
  readonly now?: () => number
}

/** What is handed to the carrier. */
export type Composed =
  | {
      readonly kind: 'message'
      readonly message: OutgoingText
      /** What was done to the attachment, for the writer. */
      readonly change?: string
    }
  | { readonly kind: 'refused'; readonly reason: string; readonly isRetryable?: boolean }

/** The largest file that is taken from the homeserver, bytes. */
const mostBytes = 100_000_000
const hour = 3_600_000
/** How long a room waits for a file, while the homeserver answers with an error or not at all; milliseconds. */
const patience = { error: 5 * 60_000, silence: 30 * 60_000 }
/** Carriers keep a message in their queue for hours before they fetch its files. */
const carrierTime = 24 * hour
/** People open a link when they like. */
const linkTime = 7 * 24 * hour
/** What is given out by link is as large as a phone on the road likes. */
const linkLimits = { maxBytes: 20_000_000, maxCount: 1 }
const shownByAll = ['image/jpeg', 'audio/mp4', 'video/mp4']

/**
 * The message for the carrier: its attachment made fit, and put where the carrier can fetch it.
 * @throws HomeserverError, retryable
 */
export async function compose(
  deps: ComposeDeps,
  { entry, line, portal, text, attachment }: Outgoing,
  { capabilities }: Carrier,
  to: string,
): Promise<Composed> {
  const message = { from: line.number, to, text, key: entry.key }
  if (attachment === undefined) return { kind: 'message', message }
  const { mediaOut } = capabilities
  if (mediaOut === undefined && !(await deps.choices.of(portal.account)).links) {
    return refused(noMedia)
  }
  if (mediaOut === undefined && !deps.canLink) return refused(noAddress)
  const isLink = mediaOut === undefined
  try {
    const { url, type, change } = await deps.few(async () => {
      const file = await fetchFile(deps, portal, attachment, entry.appendedAt)
      const made = isLink ? await forLink(deps.media, file) : await deps.media.fit(file, mediaOut)
      const lasts = isLink ? linkTime : carrierTime
      return { ...made, url: await deps.shelf.put(entry.key, made, lasts) }
    })
    const whole: OutgoingText = isLink
      ? { ...message, text: `${text}\n${url}`.trim() }
      : { ...message, media: [{ url, type }] }
    return { kind: 'message', message: whole, ...definite({ change }) }
  } catch (error) {
    if (error instanceof MediaError) return { ...refused(error.message), ...mayCome(error) }
    throw error
  }
}

/**
 * Pictures, sound and video become what every phone shows, or there is no link; other files go as they are.
 * @throws MediaError
 */
async function forLink(media: MediaTools, file: MediaFile): Promise<FittedMedia> {
  const known = await media.identify(file.bytes, file)
  const isShown = /^(image|audio|video)\//.test(known.type)
  const types = [known.type, ...shownByAll]
  return isShown ? await media.fit(known, { ...linkLimits, types }) : known
}

/** @throws MediaError when it is gone or too large, or was not to be had for a while */
async function fetchFile(
  { homeserver, now = Date.now }: ComposeDeps,
  { contact }: Outgoing['portal'],
  { uri, name, type }: OutgoingAttachment,
  since: number,
): Promise<MediaFile> {
  try {
    const bytes = await homeserver.download({ kind: 'ghost', contact }, uri, mostBytes)
    return { bytes, name, type }
  } catch (error) {
    if (!(error instanceof HomeserverError)) throw error
    const hasPatience = now() - since < (error.status === 0 ? patience.silence : patience.error)
    if (error.isRetryable && hasPatience) throw error
    throw new MediaError(whyMissing(error), { cause: error })
  }
}

function whyMissing({ code, isRetryable }: HomeserverError): string {
  if (code === 'M_TOO_LARGE') return tooLarge
  return isRetryable
    ? 'The homeserver did not give out this file.'
    : 'The homeserver does not have this file any more.'
}

/** The homeserver may give it out another day. */
function mayCome({ cause }: MediaError): { readonly isRetryable: boolean } {
  return { isRetryable: cause instanceof HomeserverError && cause.isRetryable }
}

function refused(reason: string): Composed {
  return { kind: 'refused', reason }
}

const tooLarge = `This file is larger than ${mostBytes / 1_000_000} MB, more than Homeline takes.`
const noAddress =
  'A link could not be opened from outside: this Homeline has no public address (web.publicUrl). Please tell whoever runs it.'
const noMedia =
  'The carrier of this line takes no pictures or other files. Homeline can send them as links in the text: tell the bot "set links on".'
