import path from 'node:path'

/** Does as ffmpeg does, with what is written in the clips that {@link clip} makes. */
export const fakeFfmpeg = path.resolve('tests/support/fake-ffmpeg.mjs')
/** Where nobody has installed it. */
export const noFfmpeg = '/nowhere/ffmpeg'

export interface Told {
  /** Seconds. */
  readonly duration?: number
  readonly video?: string
  readonly audio?: string
  /** The length of it when it is only copied. */
  readonly copy?: number
  /** Encoders that this ffmpeg has not. */
  readonly missing?: readonly string[]
  /** How much more than it was asked for is written. */
  readonly overhead?: number
  readonly hangs?: boolean
}

/** A file of that kind, by its first bytes, that says to the stand-in what is in it. */
export function clip(kind: keyof typeof starts, told: Told, length = 0): Buffer {
  const bytes = Buffer.from(`${starts[kind]}JSON${JSON.stringify(told)}JSON`, 'latin1')
  return Buffer.concat([bytes, Buffer.alloc(Math.max(0, length - bytes.length))])
}

const starts = {
  ogg: `OggS\0\x02${'\0'.repeat(20)}\x01\x13OpusHead\x01`,
  mp4: '\0\0\0\x18ftypisom\0\0\0\0isommp42\0\0\0\x08vmhd',
  m4a: '\0\0\0\x18ftypM4A \0\0\0\0isomM4A \0\0\0\x08smhd',
  amr: '#!AMR\n',
  flv: 'FLV\x01',
} as const

/** A box of an MP4 file, ISO/IEC 14496-12. */
export function box(type: string, ...content: readonly (Buffer | string)[]): Buffer {
  const inside = Buffer.concat(content.map((each) => Buffer.from(each)))
  const head = Buffer.alloc(8)
  head.writeUInt32BE(inside.length + 8)
  head.write(type, 4, 'latin1')
  return Buffer.concat([head, inside])
}

/** A track of an MP4 file. */
export function track(handler: string, ...more: readonly Buffer[]): Buffer {
  const media = handler === 'vide' ? 'vmhd' : 'smhd'
  const kind = Buffer.concat([Buffer.alloc(8), Buffer.from(handler), Buffer.alloc(13)])
  const minf = box('minf', box(media, 'header'), box('stbl', 'where the samples are'))
  return box('trak', box('tkhd', 'size'), ...more, box('mdia', box('hdlr', kind), minf))
}
