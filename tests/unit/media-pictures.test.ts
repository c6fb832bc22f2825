import sharp from 'sharp'
import { afterAll, beforeAll, expect, it } from 'vitest'
import type { FittedMedia, MediaLimits } from '../../src/core/media.ts'
import { type MediaToolsUnderTest, openMediaTools } from '../support/media-tools.ts'
import {
  animation,
  expectNothingTold,
  grain,
  photo,
  sticker,
  telling,
  tellTales,
} from '../support/pictures.ts'

let tools: MediaToolsUnderTest
beforeAll(async () => {
  tools = await openMediaTools()
})
afterAll(async () => await tools[Symbol.asyncDispose]())

const phones = ['image/jpeg', 'image/png', 'image/gif']
const limits = (maxBytes: number, types = phones): MediaLimits => ({
  maxBytes,
  maxCount: 10,
  types,
})

async function fitted(bytes: Uint8Array, to: MediaLimits): Promise<FittedMedia> {
  const made = await tools.fit({ bytes, type: 'image/jpeg', name: 'trip.heic' }, to)
  expect(made.bytes.length).toBeLessThanOrEqual(to.maxBytes)
  expect(to.types).toContain(made.type)
  await expectNothingTold(made)
  return made
}

it('makes a photograph of 12 MB fit for every carrier, and leaves no trace of where it was taken', async () => {
  const bytes = await telling(grain(5000, 3750, 0.6), 'jpeg', { quality: 90, orientation: 6 })
  expect(bytes.length).toBeGreaterThan(11_500_000)
  expect(tellTales.filter((word) => bytes.includes(word))).toEqual(tellTales)
  for (const maxBytes of [5_000_000, 1_000_000, 600_000]) {
    const made = await fitted(bytes, limits(maxBytes))
    const { width, height } = await sharp(made.bytes).metadata()
    expect(made).toMatchObject({
      type: 'image/jpeg',
      name: 'trip.jpg',
      change: `The picture was made smaller: ${width} × ${height}.`,
    })
    expect(made.bytes.length).toBeGreaterThan(maxBytes / 3)
    expect(width / height).toBeCloseTo(3 / 4, 2)
  }
}, 60_000)

it.each(['jpeg', 'png', 'webp', 'avif', 'tiff'] as const)(
  'takes out what a small %s tells as well',
  async (format) => {
    const bytes = await telling(photo(120, 80), format)
    const { exif, xmp } = await sharp(bytes).metadata()
    expect(exif ?? xmp).toBeDefined()
    const made = await fitted(bytes, limits(500_000))
    expect(made.type).toBe(format === 'png' ? 'image/png' : 'image/jpeg')
    expect(made.change).toBeUndefined()
    expect(await sharp(made.bytes).metadata()).toMatchObject({ width: 120, height: 80 })
  },
)

it('leaves out what hangs behind the picture', async () => {
  const bytes = Buffer.concat([await photo(50, 50).jpeg().toBuffer(), Buffer.from('SECRET PLACE')])
  await fitted(bytes, limits(500_000))
})

it('turns a picture as it is shown', async () => {
  const bytes = await telling(photo(200, 100), 'jpeg', { orientation: 6 })
  const made = await fitted(bytes, limits(500_000))
  expect(made.change).toBeUndefined()
  expect(await sharp(made.bytes).metadata()).toMatchObject({ width: 100, height: 200 })
})

it('writes the colours that every screen has', async () => {
  const red = { width: 8, height: 8, channels: 3, background: '#ff0000' } as const
  const wide = await sharp({ create: red }).withIccProfile('p3').png().toBuffer()
  const [r, g] = await sharp((await fitted(wide, limits(10_000))).bytes)
    .raw()
    .toBuffer()
  // Without its profile, this red would be 234, 51, 35.
  expect({ isRed: r !== undefined && r > 250, isNothingElse: g !== undefined && g < 8 }).toEqual({
    isRed: true,
    isNothingElse: true,
  })
  const print = await sharp({ create: red }).toColourspace('cmyk').jpeg().toBuffer()
  expect((await sharp(print).metadata()).space).toBe('cmyk')
  const made = await fitted(print, limits(10_000))
  expect((await sharp(made.bytes).metadata()).space).toBe('srgb')
})

it('keeps a sticker transparent where PNG is taken, and gives it a white ground elsewhere', async () => {
  const bytes = await sticker(512).webp().toBuffer()
  const kept = await fitted(bytes, limits(500_000))
  expect(kept).toMatchObject({ type: 'image/png', name: 'trip.png' })
  expect((await sharp(kept.bytes).stats()).isOpaque).toBe(false)
  const grounded = await fitted(bytes, limits(500_000, ['image/jpeg']))
  const corner = { left: 0, top: 0, width: 1, height: 1 }
  const pixel = await sharp(grounded.bytes).extract(corner).raw().toBuffer()
  expect([...pixel].every((value) => value > 250)).toBe(true)
})

it('keeps a drawing sharp, and makes a photograph that was kept as PNG a large JPEG', async () => {
  const drawing = await sticker(1500).flatten({ background: '#eee' }).png().toBuffer()
  expect((await fitted(drawing, limits(100_000))).type).toBe('image/png')
  const kept = await grain(1500, 1500).png().toBuffer()
  const made = await fitted(kept, limits(600_000))
  expect(made.type).toBe('image/jpeg')
  expect((await sharp(made.bytes).metadata()).width).toBeGreaterThan(1000)
})

it.each([
  ['gif', phones],
  ['webp', phones],
  ['webp', ['image/jpeg', 'image/webp']],
] as const)('keeps a small %s moving where one of %j can', async (format, types) => {
  const made = await fitted(await animation(60, 4, format), limits(300_000, [...types]))
  expect(made.type).toBe(types.some((type) => type === 'image/webp') ? 'image/webp' : 'image/gif')
  expect(made.change).toBeUndefined()
  expect(await sharp(made.bytes).metadata()).toMatchObject({
    pages: 4,
    loop: 0,
    delay: [80, 80, 80, 80],
  })
})

it('makes a moving picture smaller, and says so', async () => {
  const made = await fitted(await animation(200, 4), limits(50_000))
  const { width, height, pages } = await sharp(made.bytes).metadata()
  expect(pages).toBe(4)
  expect(made.change).toBe(`The picture was made smaller: ${width} × ${height}.`)
})

it.each([
  [60, 20, ['image/jpeg']],
  [100, 8, ['image/gif', 'image/jpeg']],
] as const)(
  'takes the first picture of %d × %d where all are too much, and says so',
  async (side, frames, types) => {
    const bytes = await animation(side, frames)
    const made = await fitted(bytes, limits(6000, [...types]))
    expect(made.change).toMatch(/^Of the animation only the first picture was sent\./)
    expect((await sharp(made.bytes).metadata()).pages ?? 1).toBe(1)
  },
)
