import {
  amrRates,
  type Rates,
  rateFor,
  soundOptions,
  soundRates,
  videoOptions,
  videoRates,
} from './bitrates.ts'
import { type Container, formatOptions } from './containers.ts'
import type { Clip, Studio } from './studio.ts'

export interface Converted {
  readonly bytes: Uint8Array
  readonly container: Container
}

/**
 * A clip in one of the containers, the first that is possible: as it is, without what is said of it, where that
 * fits, else written anew.
 */
export async function convert(
  studio: Studio,
  { what, containers, maxBytes }: Order,
  length: number,
): Promise<Converted | 'too long' | undefined> {
  const { clip } = studio
  if ((what === 'video' ? clip.video : clip.audio) === undefined) return undefined
  for (const container of containers.filter((each) => holds(each, what, clip))) {
    if (length > maxBytes * 1.1) break
    const bytes = await studio.write(copying(what, container), maxBytes)
    if (bytes instanceof Uint8Array) return { bytes, container }
  }
  let isTooLong = false
  for (const container of containers) {
    const bytes = await encoded(studio, what, container, maxBytes)
    if (bytes instanceof Uint8Array) return { bytes, container }
    isTooLong ||= bytes === 'too long'
  }
  return isTooLong ? 'too long' : undefined
}

export function ratesOf(what: Order['what'], { format }: Container): Rates {
  if (what === 'video') return videoRates
  return format === 'amr' ? amrRates : soundRates
}

function holds({ codecs }: Container, what: Order['what'], { video, audio }: Clip): boolean {
  const own = what === 'video' ? [video, audio] : [audio]
  return own.every((codec) => codec === undefined || codecs.includes(codec))
}

function copying(what: Order['what'], { format }: Container): readonly string[] {
  const picture = what === 'video' ? ['-map', '0:v:0'] : ['-vn']
  return [...picture, '-map', '0:a:0?', '-c', 'copy', ...formatOptions(format)]
}

/** Each attempt learns from the length of the one before. */
async function encoded(
  studio: Studio,
  what: Order['what'],
  container: Container,
  maxBytes: number,
): Promise<Uint8Array | 'too long' | undefined> {
  const { best, least } = ratesOf(what, container)
  let rate = Math.min(best, rateFor(maxBytes, studio.clip.duration))
  for (let attempt = 0; attempt < 3; attempt += 1) {
    if (rate < least) return 'too long'
    const options =
      what === 'video' ? videoOptions(container, studio.clip, rate) : soundOptions(container, rate)
    const result = await studio.write(options, maxBytes)
    if (typeof result !== 'number') return result
    rate *= (maxBytes / result) * 0.9
  }
  return 'too long'
}

/** What is wanted. */
export interface Order {
  readonly what: 'sound' | 'video'
  readonly containers: readonly Container[]
  readonly maxBytes: number
}
