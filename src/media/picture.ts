import type { Metadata, Sharp } from 'sharp'
import { MediaError, type PictureSize } from '../core/media.ts'
import { mostPixels, pictures } from './sharp.ts'
import { size } from './words.ts'

/** A picture whose head was read, and that is no more work than this machine can do. */
export interface Picture {
  readonly bytes: Uint8Array
  /** As it is shown. */
  readonly size: PictureSize
  readonly hasAlpha: boolean
  /** More than one where it moves. */
  readonly frames: number
  /** As it is shown, the first frame of it, to work on. */
  open(): Sharp
  /** All frames of it. */
  openAll(): Sharp
}

/** @throws MediaError when it is none, or too large */
export async function readPicture(bytes: Uint8Array): Promise<Picture> {
  if (bytes.length > mostBytes) {
    throw new MediaError(`The picture is too large: pictures can have up to ${size(mostBytes)}.`)
  }
  const open = await pictures()
  const head = await open(bytes, { limitInputPixels: false }).metadata().catch(unreadable)
  const { width, height } = head.autoOrient
  const pixels = width * height
  if (pixels > mostPixels || pixels * bytesFor(head) > mostMemory) {
    throw new MediaError(`The picture is too large: it has ${width} × ${height} pixels.`)
  }
  return {
    bytes,
    size: { width, height },
    hasAlpha: head.hasAlpha,
    frames: head.pages ?? 1,
    open: () => open(bytes).autoOrient(),
    openAll: () => open(bytes, { animated: true }),
  }
}

/** For whatever the library says of it: that is for nobody who sends pictures. */
export function unreadable(cause: unknown): never {
  throw new MediaError('The picture is damaged, or of a kind that can not be read here.', { cause })
}

/** Roughly what decoding takes for a pixel: some formats are read line by line, others are not. */
function bytesFor({ format, isProgressive, channels, depth }: Metadata): number {
  switch (format) {
    case 'jpeg':
      return isProgressive ? 6 : 2
    case 'png':
      return isProgressive ? channels * (depth === 'ushort' ? 2 : 1) : 2
    case 'heif':
      return 20
    case 'tiff':
      return 8
    default:
      return 4
  }
}

const mostBytes = 64_000_000
const mostMemory = 400_000_000
