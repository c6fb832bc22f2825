/** The sound of an MP3 file without the tags around it: ID3 versions 1 and 2, and APE. */
export function stripMp3(bytes: Uint8Array): Uint8Array | undefined {
  let file: Buffer = Buffer.from(bytes)
  for (let before = -1; before !== file.length; ) {
    before = file.length
    file = withoutEnd(withoutStart(file))
  }
  const isSound = file[0] === 0xff && ((file[1] ?? 0) & 0xe0) === 0xe0
  return isSound ? file : undefined
}

/** Seven bits of each of four bytes are the length of what follows the ten. */
function withoutStart(file: Buffer): Buffer {
  if (file.length < 10 || file.toString('latin1', 0, 3) !== 'ID3') return file
  const length = file.subarray(6, 10).reduce((sum, byte) => sum * 128 + (byte & 0x7f), 0)
  return file.subarray(10 + length)
}

/** An APE tag ends with 32 bytes that tell its length, and whether 32 more stand before it. */
function withoutEnd(file: Buffer): Buffer {
  const end = file.length
  if (file.toString('latin1', end - 128, end - 125) === 'TAG') return file.subarray(0, -128)
  if (end < 32 || file.toString('latin1', end - 32, end - 24) !== 'APETAGEX') return file
  const head = file.readUInt32LE(end - 12) >>> 31 === 1 ? 32 : 0
  return file.subarray(0, Math.max(0, end - file.readUInt32LE(end - 20) - head))
}
