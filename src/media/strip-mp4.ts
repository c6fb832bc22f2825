/**
 * A copy of an MP4, 3GP or QuickTime file (ISO/IEC 14496-12) without what its boxes say of where, with what and
 * by whom it was made: such boxes become free space, so that nothing moves. Undefined when it is not
 * understood, or has tracks beside picture and sound, which may hold positions.
 */
export function stripMp4(bytes: Uint8Array): Uint8Array | undefined {
  const copy = Buffer.from(bytes)
  const boxes = boxesIn(copy, 0, copy.length)
  if (boxes?.some(({ type }) => type === 'moov') !== true) return undefined
  return boxes.every((box) => clear(copy, box, topLevel)) ? copy : undefined
}

/** @returns whether the box is understood */
function clear(file: Buffer, box: Box, kept: Kept): boolean {
  const inside = kept[box.type]
  if (inside === undefined) {
    file.write('free', box.start + 4, 'latin1')
    file.fill(0, box.content, box.end)
    return true
  }
  if (inside === 'all') return true
  // Full boxes begin with version and flags; a word of QuickTime's follows.
  if (inside === 'handler') return handlers.has(word(file, box.content + 8))
  return boxesIn(file, box.content, box.end)?.every((each) => clear(file, each, inside)) ?? false
}

/** The boxes that fill the space between `start` and `end`; undefined when they don't. */
function boxesIn(file: Buffer, start: number, end: number): Box[] | undefined {
  const boxes: Box[] = []
  let at = start
  while (at < end) {
    const box = boxAt(file, at, end)
    if (box === undefined) return undefined
    boxes.push(box)
    at = box.end
  }
  return boxes
}

function boxAt(file: Buffer, start: number, end: number): Box | undefined {
  const room = end - start
  if (room < 8) return undefined
  const short = file.readUInt32BE(start)
  const isLong = short === 1 && room >= 16
  const long = isLong ? Number(file.readBigUInt64BE(start + 8)) : short
  const length = short === 0 ? room : long
  const header = isLong ? 16 : 8
  if (length < header || length > room) return undefined
  const type = word(file, start + 4)
  return { type, start, content: start + header, end: start + length }
}

function word(file: Buffer, at: number): string {
  return file.toString('latin1', at, at + 4)
}

const handlers: ReadonlySet<string> = new Set(['vide', 'soun'])

const minf: Kept = { vmhd: 'all', smhd: 'all', hdlr: 'all', dinf: 'all', stbl: 'all' }
const mdia: Kept = { mdhd: 'all', hdlr: 'handler', elng: 'all', minf }
const trak: Kept = { tkhd: 'all', edts: 'all', tref: 'all', tapt: 'all', mdia }
const topLevel: Kept = {
  ftyp: 'all',
  mdat: 'all',
  moov: { mvhd: 'all', iods: 'all', mvex: 'all', trak },
  styp: 'all',
  sidx: 'all',
  moof: 'all',
  mfra: 'all',
}

/** What stays, and what stays of what is in it. Everything else is cleared. */
type Kept = { readonly [box: string]: Kept | 'all' | 'handler' }

interface Box {
  readonly type: string
  readonly start: number
  readonly content: number
  readonly end: number
}
