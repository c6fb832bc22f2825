import { type Container, formatOptions } from './containers.ts'
import type { Clip } from './studio.ts'

/** Kilobits a second, all of a clip together. */
export interface Rates {
  readonly best: number
  /** Below it, nothing can be understood. */
  readonly least: number
}

export const soundRates: Rates = { best: 64, least: 12 }
/** 3GPP TS 26.071. */
export const amrRates: Rates = { best: 12.2, least: 4.75 }
export const videoRates: Rates = { best: 2000, least: 90 }

/** What a clip of that duration may have, some of it being taken by the container. */
export function rateFor(maxBytes: number, seconds: number | undefined): number {
  if (seconds === undefined) return Number.POSITIVE_INFINITY
  return (maxBytes * 8 * 0.93) / 1000 / Math.max(seconds, 1)
}

/** ffmpeg's options for a sound. */
export function soundOptions({ audioEncoder, format }: Container, rate: number): readonly string[] {
  const isAmr = format === 'amr'
  const own = isAmr ? (amrSteps.find((each) => each <= rate) ?? amrRates.least) : Math.floor(rate)
  const samples = isAmr ? 8000 : rate < 32 ? 16_000 : 48_000
  return [
    ...['-map', '0:a:0', '-vn', '-c:a', audioEncoder, '-flags:a', '+bitexact'],
    ...['-b:a', `${own}k`, '-ac', '1', '-ar', `${samples}`],
    ...formatOptions(format),
  ]
}

/** ffmpeg's options for a video: H.264 as old phones play it as well, and small where there is little room. */
export function videoOptions(
  { audioEncoder, format }: Container,
  { frames = 0 }: Clip,
  rate: number,
): readonly string[] {
  const own = Math.floor(rate - soundInVideo)
  const side = own >= 1500 ? 1280 : own >= 400 ? 640 : 320
  const scale = `scale=w='min(${side},iw)':h='min(${side},ih)':force_original_aspect_ratio=decrease`
  const even = 'crop=trunc(iw/2)*2:trunc(ih/2)*2'
  return [
    ...['-map', '0:v:0', '-map', '0:a:0?', '-c:v', 'libx264', '-preset', 'veryfast'],
    ...['-profile:v', 'baseline', '-pix_fmt', 'yuv420p', ...(frames > 31 ? ['-r', '30'] : [])],
    ...['-vf', `${scale},${even}`, '-b:v', `${own}k`, '-maxrate', `${own}k`],
    ...['-bufsize', `${own}k`, '-flags:v', '+bitexact', '-c:a', audioEncoder],
    ...['-b:a', `${soundInVideo}k`, '-ac', '1', '-ar', '32000', '-flags:a', '+bitexact'],
    ...formatOptions(format),
  ]
}

const soundInVideo = 32
const amrSteps = [12.2, 10.2, 7.95, 7.4, 6.7, 5.9, 5.15, 4.75]
