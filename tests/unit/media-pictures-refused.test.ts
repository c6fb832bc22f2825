import { fc, it as property } from '@fast-check/vitest'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { MediaError, type MediaLimits } from '../../src/core/media.ts'
import { type MediaToolsUnderTest, openMediaTools } from '../support/media-tools.ts'
import { bomb, expectNothingTold, photo, telling } from '../support/pictures.ts'

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

const refusal = async (bytes: Uint8Array, to: MediaLimits): Promise<unknown> =>
  await tools
    .fit({ bytes, type: 'image/jpeg', name: 'a.jpg' }, to)
    .catch((error: unknown) => (error instanceof MediaError ? error.message : error))

it.each([
  [['audio/amr', 'video/mp4'], 'The carrier takes sound and video up to 5 MB, but no pictures.'],
  [[], 'The carrier takes no attachments.'],
])('refuses where the carrier takes only %j', async (types, message) => {
  const bytes = await photo(20, 20).jpeg().toBuffer()
  expect(await refusal(bytes, limits(5_000_000, types))).toBe(message)
})

it('says what to do with a picture of a kind that can not be read', async () => {
  const head = '\0\0\0\x18ftypheic\0\0\0\0mif1heic'
  expect(await refusal(Buffer.from(head, 'latin1'), limits(5_000_000))).toBe(
    'HEIC pictures can not be read here: send it as a JPEG.',
  )
})

it('refuses what can not be made small enough', async () => {
  const bytes = await photo(300, 300).jpeg().toBuffer()
  expect(await refusal(bytes, limits(300))).toBe(
    'The picture can not be made as small as the carrier wants it: 300 bytes.',
  )
})

it.each(['png', 'gif', 'jpeg'] as const)(
  'refuses a %s of a few bytes that says it is enormous',
  async (format) => {
    expect(await refusal(await bomb(format), limits(5_000_000))).toBe(
      'The picture is too large: it has 30000 × 30000 pixels.',
    )
  },
)

it('refuses a picture of 200 MB without opening it', async () => {
  const start = await photo(20, 20).png().toBuffer()
  const bytes = Buffer.concat([start, Buffer.alloc(200_000_000)])
  expect(await refusal(bytes, limits(5_000_000))).toBe(
    'The picture is too large: pictures can have up to 64 MB.',
  )
})

it.each(['jpeg', 'png', 'webp', 'gif', 'avif'] as const)(
  'refuses a %s that is cut off',
  async (format) => {
    const whole = await photo(300, 200).toFormat(format).toBuffer()
    for (const share of [0.5, 0.9]) {
      expect(await refusal(whole.subarray(0, whole.length * share), limits(500_000))).toBe(
        'The picture is damaged, or of a kind that can not be read here.',
      )
    }
  },
)

property.prop([
  fc.constantFrom(...(['jpeg', 'png', 'webp', 'gif', 'tiff'] as const)),
  fc.array(fc.tuple(fc.nat(), fc.nat(255)), { maxLength: 20 }),
  fc.integer({ min: 0, max: 20_000 }),
  fc.subarray([...phones, 'image/webp']),
])('makes fit or refuses what was meddled with', async (format, changes, maxBytes, types) => {
  const bytes = Buffer.from(await sample(format))
  for (const [at, value] of changes) bytes[at % bytes.length] = value
  try {
    const made = await tools.fit({ bytes, type: '', name: '' }, limits(maxBytes, types))
    expect(made.bytes.length).toBeLessThanOrEqual(maxBytes)
    await expectNothingTold(made)
  } catch (error) {
    expect(error).toBeInstanceOf(MediaError)
  }
})

const samples = new Map<string, Buffer>()
async function sample(format: 'jpeg' | 'png' | 'webp' | 'gif' | 'tiff'): Promise<Buffer> {
  const picture = photo(40, 30)
  const made =
    samples.get(format) ??
    (format === 'gif' ? await picture.gif().toBuffer() : await telling(picture, format))
  samples.set(format, made)
  return made
}
