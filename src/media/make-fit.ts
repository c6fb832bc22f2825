import { type FittedMedia, MediaError, type MediaFile, type MediaLimits } from '../core/media.ts'
import { fileName } from './file-name.ts'
import { fitClip } from './fit-clip.ts'
import { fitPicture } from './fit-picture.ts'
import { type Sniffed, sniff } from './sniff.ts'
import type { StudioOptions } from './studio.ts'
import { filesOf, notTaken, size } from './words.ts'

/** `fit` of the port, in the process that may end. @throws MediaError */
export async function makeFit(
  file: MediaFile,
  limits: MediaLimits,
  options: StudioOptions,
): Promise<FittedMedia> {
  const found = await sniff(file.bytes, file.type)
  if (found.type.startsWith('image/')) return await fitPicture(file, found, limits)
  if (/^(audio|video)\//.test(found.type)) return await fitClip(file, found, limits, options)
  return asItIs(file, found, limits)
}

/** Cards and texts say only what they are meant to say. */
function asItIs(file: MediaFile, found: Sniffed, limits: MediaLimits): FittedMedia {
  const type = [found.type, ...(otherNames[found.type] ?? [])].find((name) =>
    limits.types.includes(name),
  )
  if (type === undefined || !/^text\//.test(type)) throw notTaken(limits, filesOf(found.extension))
  if (file.bytes.length > limits.maxBytes) {
    throw new MediaError(`The file is too large: the carrier takes up to ${size(limits.maxBytes)}.`)
  }
  return { bytes: file.bytes, type, name: fileName(file.name, found) }
}

const otherNames: Readonly<Record<string, readonly string[]>> = {
  'text/vcard': ['text/x-vcard'],
  'text/calendar': ['text/x-vcalendar'],
  'text/csv': ['text/plain'],
  'text/markdown': ['text/plain'],
}
