import { type FittedMedia, MediaError, type MediaFile, type MediaLimits } from '../core/media.ts'
import { rateFor } from './bitrates.ts'
import { type Container, readers, soundContainers, videoContainers } from './containers.ts'
import { convert, type Order, ratesOf } from './convert.ts'
import { fileName } from './file-name.ts'
import type { Sniffed } from './sniff.ts'
import { stripMp3 } from './strip-mp3.ts'
import { stripMp4 } from './strip-mp4.ts'
import { type Clip, openStudio, type StudioOptions } from './studio.ts'
import { filesOf, notTaken, size } from './words.ts'

/**
 * A sound or a video: by ffmpeg where it is installed, else only freed of what is said of it.
 * @throws MediaError
 */
export async function fitClip(
  file: MediaFile,
  found: Sniffed,
  limits: MediaLimits,
  options: StudioOptions,
): Promise<FittedMedia> {
  const order = orderFor(found, limits)
  const reader = readers[found.type]
  if (reader === undefined) throw notTaken(limits, filesOf(found.extension))
  await using studio = await openStudio(options, file.bytes, reader).catch(tookTooLong)
  if (studio === undefined) {
    const passed = passedOn(file, found, limits)
    if (passed !== undefined) return passed
    throw new MediaError(
      `This ${order.what} can not be sent as it is, and to write it anew Homeline needs the program ffmpeg, which is not installed.`,
    )
  }
  const converted = await convert(studio, order, file.bytes.length).catch(tookTooLong)
  if (converted === 'too long') throw tooLong(order)
  if (converted === undefined) throw impossible(order, studio.clip)
  const { bytes, container } = converted
  const isSmaller = order.what === 'video' && file.bytes.length > limits.maxBytes
  return {
    bytes,
    type: takenName(container, limits) ?? found.type,
    name: fileName(file.name, { type: found.type, extension: container.extension }),
    ...(isSmaller ? { change: 'The video was made smaller.' } : {}),
  }
}

function orderFor({ type }: Sniffed, limits: MediaLimits): Order {
  const what = type.startsWith('video/') ? 'video' : 'sound'
  const all = what === 'video' ? videoContainers : soundContainers
  const containers = all.filter((each) => takenName(each, limits) !== undefined)
  if (containers.length === 0) throw notTaken(limits, what)
  return { what, containers, maxBytes: limits.maxBytes }
}

/** The name by which the carrier takes it. */
function takenName({ types }: Container, limits: MediaLimits): string | undefined {
  return types.find((type) => limits.types.includes(type))
}

function passedOn(file: MediaFile, found: Sniffed, limits: MediaLimits): FittedMedia | undefined {
  const container = [...soundContainers, ...videoContainers].find(({ types }) =>
    types.includes(found.type),
  )
  const type = container === undefined ? undefined : takenName(container, limits)
  const bytes = strip(file.bytes, found.type)
  if (type === undefined || bytes === undefined || bytes.length > limits.maxBytes) return undefined
  return { bytes, type, name: fileName(file.name, found) }
}

/** Undefined where it can't be done without ffmpeg. */
function strip(bytes: Uint8Array, type: string): Uint8Array | undefined {
  if (readers[type] === 'mov') return stripMp4(bytes)
  if (type === 'audio/mpeg') return stripMp3(bytes)
  // There is no room for anything but sound in it.
  return type === 'audio/amr' ? bytes : undefined
}

function tooLong({ what, containers, maxBytes }: Order): MediaError {
  const least = Math.min(...containers.map((container) => ratesOf(what, container).least))
  const seconds = Math.floor(rateFor(maxBytes, 1) / least)
  const time = seconds < 120 ? `${seconds} seconds` : `${Math.floor(seconds / 60)} minutes`
  return new MediaError(
    `The ${what} is too long: the carrier takes ${size(maxBytes)}, which is about ${time}.`,
  )
}

function impossible({ what }: Order, { video, audio }: Clip): MediaError {
  const isRead = (what === 'video' ? video : audio) !== undefined
  return new MediaError(
    isRead
      ? `The ffmpeg that Homeline found can not write this ${what} as phones play it.`
      : `The ${what} is damaged, or of a kind that can not be read here.`,
  )
}

function tookTooLong(error: unknown): never {
  if (!(error instanceof DOMException && error.name === 'TimeoutError')) throw error
  throw new MediaError('It takes too long to make this file fit for a phone.', { cause: error })
}
