import type { Sharp } from 'sharp'
import type { PictureSize } from '../core/media.ts'
import type { Encoding } from './encodings.ts'
import { unreadable } from './picture.ts'

export interface Shrunk {
  readonly bytes: Uint8Array
  readonly size: PictureSize
}

/** From where one goes, and how far. Pixels of the longer side. */
export interface Course {
  readonly start: number
  readonly attempts: number
  /** Below it, nothing can be seen any more. */
  readonly smallest: number
}

/**
 * Writes a picture so that it has at most `maxBytes`: less quality first, then fewer pixels, each time as many
 * as the attempt before makes expect; more again, once, where there is much room left. Undefined when the
 * course ends first.
 * @throws MediaError when it is damaged
 */
export async function shrink(
  open: () => Sharp,
  { width, height }: PictureSize,
  encoding: Encoding,
  maxBytes: number,
  { start, attempts, smallest }: Course,
): Promise<Shrunk | undefined> {
  const longest = Math.max(width, height)
  const least = Math.min(longest, smallest)
  let next: Attempt = { side: Math.min(start, longest), quality: 84 }
  let best: Shrunk | undefined
  for (let attempt = 0; attempt < attempts && next.side >= least; attempt += 1) {
    const made = await write(open(), next, longest, encoding)
    const filled = made.bytes.length / maxBytes
    if (filled > 1 && best !== undefined) return best
    if (filled <= 1) best = made
    const isGood = filled > 0.5 || next.side >= longest || attempt > 0
    if (filled <= 1 && isGood) return made
    next = after(next, filled)
  }
  return best
}

async function write(
  picture: Sharp,
  { side, quality }: Attempt,
  longest: number,
  encoding: Encoding,
): Promise<Shrunk> {
  const sized =
    side < longest ? picture.resize({ width: side, height: side, fit: 'inside' }) : picture
  const { data, info } = await encoding
    .write(sized, quality)
    .toBuffer({ resolveWithObject: true })
    .catch(unreadable)
  return { bytes: data, size: { width: info.width, height: info.pageHeight ?? info.height } }
}

/** @param filled how many times too long it was, or how much too short */
function after({ side, quality }: Attempt, filled: number): Attempt {
  if (quality > 80 && filled > 1 && filled < 1.9) return { side, quality: 68 }
  if (filled <= 1) return { side: Math.floor(side * Math.sqrt(0.8 / filled)), quality }
  const room = quality > 80 ? 1.4 : 0.9
  return { side: Math.floor(side * Math.sqrt(Math.min(room / filled, 0.8))), quality: 70 }
}

interface Attempt {
  readonly side: number
  readonly quality: number
}
