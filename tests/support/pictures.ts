import { randomBytes } from 'node:crypto'
import { crc32 } from 'node:zlib'
import sharp, { type Sharp } from 'sharp'
import { expect } from 'vitest'

/** What must never be found in a picture that was made fit. */
export const tellTales = ['Acme Camera', 'SECRET PLACE', 'Ida Lovelace', 'Exif\0\0', 'xpacket']

/** Neither in its head nor anywhere in its bytes. */
export async function expectNothingTold({ bytes }: { readonly bytes: Uint8Array }): Promise<void> {
  const { exif, xmp, iptc, icc, orientation, comments } = await sharp(bytes).metadata()
  expect({ exif, xmp, iptc, icc, orientation, comments }).toEqual({})
  expect(tellTales.filter((word) => Buffer.from(bytes).includes(word))).toEqual([])
}

/** A grainy picture; the more grain, from 0 to 1, the more bytes. */
export function grain(width: number, height: number, contrast = 0.2): Sharp {
  const raw = { width, height, channels: 1 } as const
  return sharp(randomBytes(width * height), { raw })
    .linear(contrast, 128 * (1 - contrast))
    .toColourspace('srgb')
}

/** Dark above and light below, so that one sees which way up it is. */
export function photo(width: number, height: number): Sharp {
  const light = `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}"><defs>
    <linearGradient id="g" x2="0" y2="1"><stop/><stop offset="1" stop-color="#fff"/></linearGradient></defs>
    <rect width="100%" height="100%" fill="url(#g)"/></svg>`
  const raw = { width, height, channels: 1 } as const
  return sharp(Buffer.from(light))
    .composite([{ input: randomBytes(width * height), raw, blend: 'soft-light' }])
    .removeAlpha()
}

/** As a telephone makes it: it says where, when, with what and by whom. */
export async function telling(
  picture: Sharp,
  format: 'jpeg' | 'png' | 'webp' | 'avif' | 'tiff',
  { quality = 80, orientation = 1 } = {},
): Promise<Buffer> {
  return await picture
    .withMetadata({ orientation })
    .withExifMerge({
      IFD0: { Make: 'Acme Camera', Artist: 'Ida Lovelace' },
      IFD3: {
        GPSLatitudeRef: 'N',
        GPSLatitude: '51/1 30/1 3230/100',
        GPSLongitudeRef: 'W',
        GPSLongitude: '0/1 7/1 4366/100',
        GPSAreaInformation: 'SECRET PLACE',
      },
    })
    .withXmp(xmp)
    .toFormat(format, { quality, ...(format === 'avif' ? { effort: 0 } : {}) })
    .toBuffer()
}

/** A transparent picture with a red disc in it. */
export function sticker(side: number): Sharp {
  const disc = `<svg xmlns="http://www.w3.org/2000/svg" width="${side}" height="${side}">
    <circle cx="50%" cy="50%" r="25%" fill="red"/></svg>`
  return sharp(Buffer.from(disc))
}

/** A moving picture, grey. */
export async function animation(
  side: number,
  frames: number,
  format: 'gif' | 'webp' = 'gif',
): Promise<Buffer> {
  const pixels = randomBytes(side * side * frames)
  const raw = { width: side, height: side * frames, channels: 1, pageHeight: side } as const
  const delay = Array.from({ length: frames }, () => 80)
  const look = { effort: 1, colours: 16, loop: 0, delay }
  return await sharp(pixels, { raw }).toFormat(format, look).toBuffer()
}

/** A few kilobytes that say they are 30,000 × 30,000 pixels. */
export async function bomb(format: 'png' | 'gif' | 'webp' | 'jpeg'): Promise<Buffer> {
  const small = await photo(8, 8).toFormat(format).toBuffer()
  return withSize(small, format, 30_000)
}

function withSize(file: Buffer, format: 'png' | 'gif' | 'webp' | 'jpeg', side: number): Buffer {
  const changed = Buffer.from(file)
  switch (format) {
    case 'png':
      changed.writeUInt32BE(side, 16)
      changed.writeUInt32BE(side, 20)
      changed.writeUInt32BE(crc32(changed.subarray(12, 29)), 29)
      return changed
    case 'gif':
      changed.writeUInt16LE(side, 6)
      changed.writeUInt16LE(side, 8)
      changed.writeUInt16LE(side, changed.lastIndexOf(frameStart) + 5)
      changed.writeUInt16LE(side, changed.lastIndexOf(frameStart) + 7)
      return changed
    case 'webp':
      changed.writeUInt16LE(16_383, changed.indexOf('VP8 ') + 14)
      changed.writeUInt16LE(16_383, changed.indexOf('VP8 ') + 16)
      return changed
    case 'jpeg': {
      const frame = changed.indexOf(Buffer.from([0xff, 0xc0]))
      changed.writeUInt16BE(side, frame + 5)
      changed.writeUInt16BE(side, frame + 7)
      return changed
    }
    default:
      return format satisfies never
  }
}

/** A GIF's image descriptor, at the upper left. */
const frameStart = Buffer.from([0x2c, 0, 0, 0, 0])

const xmp = `<?xpacket begin="" id="W5M0MpCehiHzreSzNTczkc9d"?>
<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">
<rdf:Description xmlns:photoshop="http://ns.adobe.com/photoshop/1.0/" photoshop:City="SECRET PLACE"/>
</rdf:RDF></x:xmpmeta><?xpacket end="w"?>`
