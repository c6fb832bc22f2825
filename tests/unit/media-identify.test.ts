import { fc, it as property } from '@fast-check/vitest'
import sharp from 'sharp'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { type MediaToolsUnderTest, openMediaTools } from '../support/media-tools.ts'
import { animation, bomb, photo, sticker, telling } from '../support/pictures.ts'

let tools: MediaToolsUnderTest
beforeAll(async () => {
  tools = await openMediaTools()
})
afterAll(async () => await tools[Symbol.asyncDispose]())

const formats = ['jpeg', 'png', 'webp', 'gif', 'avif'] as const

it.each(formats)('knows a %s by its bytes, whatever was said of it', async (format) => {
  const bytes = await photo(60, 40).toFormat(format).toBuffer()
  const said = { type: 'application/pdf', name: 'invoice.pdf' }
  const extension = format === 'jpeg' ? 'jpg' : format
  expect(await tools.identify(bytes, said)).toEqual({
    bytes,
    type: `image/${format}`,
    name: `invoice.${extension}`,
    kind: 'image',
    size: { width: 60, height: 40 },
  })
})

it('tells the size of a picture as it is shown, and makes a small one of a large one', async () => {
  const bytes = await telling(photo(1600, 1000), 'jpeg', { orientation: 6 })
  const known = await tools.identify(bytes, {})
  expect(known).toMatchObject({ name: 'picture.jpg', size: { width: 1000, height: 1600 } })
  const { thumbnail } = known
  expect(thumbnail).toMatchObject({ type: 'image/jpeg', size: { width: 375, height: 600 } })
  const shown = sharp(thumbnail?.bytes)
  const { width, height, exif, xmp } = await shown.metadata()
  expect({ width, height, exif, xmp }).toEqual({ width: 375, height: 600 })
  // Turned to the right: what was above, and dark, is now on the right.
  const half = { top: 0, width: 100, height: 600 }
  const left = await sharp(
    await shown
      .clone()
      .extract({ ...half, left: 0 })
      .toBuffer(),
  ).stats()
  const right = await sharp(
    await shown
      .clone()
      .extract({ ...half, left: 275 })
      .toBuffer(),
  ).stats()
  expect(left.channels[0]?.mean).toBeGreaterThan((right.channels[0]?.mean ?? 255) + 30)
})

it('keeps what is transparent so in the small picture, and takes the first of moving ones', async () => {
  const drawn = await sticker(1000).webp({ lossless: true }).toBuffer()
  const noisy = await sharp(drawn).composite([{ input: await photo(600, 600).png().toBuffer() }])
  const { thumbnail } = await tools.identify(await noisy.png().toBuffer(), {})
  expect(thumbnail?.type).toBe('image/png')
  expect((await sharp(thumbnail?.bytes).stats()).isOpaque).toBe(false)
  const moving = await tools.identify(await animation(900, 3), {})
  expect(moving).toMatchObject({ kind: 'image', size: { width: 900, height: 900 } })
  expect(moving.thumbnail?.size).toEqual({ width: 600, height: 600 })
})

it.each([
  ['a card', 'BEGIN:VCARD\nVERSION:3.0\nFN:Ida\nEND:VCARD', undefined, 'text/vcard', 'vcf'],
  ['a date', 'BEGIN:VCALENDAR\nEND:VCALENDAR', 'text/plain', 'text/calendar', 'ics'],
  ['a text', 'Grüße', undefined, 'text/plain', 'txt'],
  ['a table', 'a,b\n1,2', 'text/csv; charset=utf-8', 'text/csv', 'csv'],
  ['a page', '<html><script>alert(1)</script>', 'text/html', 'text/plain', 'txt'],
  ['a drawing', '<svg xmlns="http://www.w3.org/2000/svg"/>', 'image/svg+xml', 'text/plain', 'txt'],
  ['another', '<?xml version="1.0"?><svg/>', 'image/svg+xml', 'application/xml', 'xml'],
  ['nothing', '', 'image/jpeg', 'application/octet-stream', 'new'],
  ['noise', '\0\x01\x02\x03', 'image/jpeg', 'application/octet-stream', 'new'],
  ['something new', '\0\x01\x02\x03', 'application/x-new', 'application/x-new', 'new'],
  ['a document', '%PDF-1.7\n', 'image/jpeg', 'application/pdf', 'pdf'],
])('says what %s is', async (_, content, type, expected, extension) => {
  const said = { name: 'thing.new', ...(type === undefined ? {} : { type }) }
  expect(await tools.identify(Buffer.from(content), said)).toMatchObject({
    type: expected,
    kind: 'file',
    name: `thing.${extension}`,
  })
})

it.each([
  ['#!AMR\n', 'audio/amr', 'audio'],
  ['OggS\0\x02\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\x01\x13OpusHead\x01', 'audio/ogg', 'audio'],
  ['\0\0\0\x18ftyp3gp4\0\0\0\0isom3gp4\0\0\0\x08vmhd', 'video/3gpp', 'video'],
  ['\0\0\0\x18ftyp3gp4\0\0\0\0isom3gp4\0\0\0\x08smhd', 'audio/3gpp', 'audio'],
  ['\0\0\0\x18ftypM4A \0\0\0\0isomM4A \0\0\0\x08smhd', 'audio/mp4', 'audio'],
])('tells sound from video: %j', async (content, type, kind) => {
  const bytes = Buffer.from(content, 'latin1')
  expect(await tools.identify(bytes, { type: 'image/png' })).toMatchObject({ type, kind })
})

it.each(['png', 'gif', 'webp', 'jpeg'] as const)(
  'takes a %s that says it is enormous for a file',
  async (format) => {
    const known = await tools.identify(await bomb(format), { name: 'a.bin' })
    expect(known).toMatchObject({ kind: 'file', type: `image/${format}` })
    expect(known.size).toBeUndefined()
  },
)

it.each(formats)('takes a %s that is cut off for a file', async (format) => {
  const whole = await photo(300, 200).toFormat(format).toBuffer()
  for (const share of [0.3, 0.7, 0.95]) {
    const known = await tools.identify(whole.subarray(0, whole.length * share), {})
    expect({ share, kind: known.kind }).toEqual({ share, kind: 'file' })
  }
})

property.prop([fc.uint8Array({ maxLength: 500 }), fc.string(), fc.string({ unit: 'binary' })])(
  'says something of whatever comes',
  async (bytes, type, name) => {
    const known = await tools.identify(bytes, { type, name })
    expect(known.bytes).toEqual(bytes)
    expect(known.type).toMatch(/^[\w.+-]+\/[\w.+-]+$/)
  },
)

property.prop([
  fc.constantFrom(...formats),
  fc.array(fc.tuple(fc.nat(), fc.nat(255)), { minLength: 1, maxLength: 20 }),
])('says something of pictures that were meddled with', async (format, changes) => {
  const bytes = Buffer.from(await sample(format))
  for (const [at, value] of changes) bytes[at % bytes.length] = value
  expect(['image', 'file', 'audio', 'video']).toContain((await tools.identify(bytes, {})).kind)
})

const samples = new Map<string, Buffer>()
async function sample(format: (typeof formats)[number]): Promise<Buffer> {
  const made = samples.get(format) ?? (await photo(40, 30).toFormat(format).toBuffer())
  samples.set(format, made)
  return made
}
