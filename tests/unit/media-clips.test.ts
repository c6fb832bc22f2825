import { readdir } from 'node:fs/promises'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { MediaError, type MediaLimits } from '../../src/core/media.ts'
import { clip, fakeFfmpeg, type Told } from '../support/clips.ts'
import { type MediaToolsUnderTest, openMediaTools } from '../support/media-tools.ts'

let tools: MediaToolsUnderTest
beforeAll(async () => {
  tools = await openMediaTools({ ffmpeg: fakeFfmpeg })
})
afterAll(async () => await tools[Symbol.asyncDispose]())

const voice = { duration: 20, audio: 'opus' } as const
const film = { duration: 30, video: 'hevc', audio: 'aac' } as const
const limits = (types: readonly string[], maxBytes = 1_000_000): MediaLimits => ({
  types,
  maxBytes,
  maxCount: 1,
})

async function outcome(
  bytes: Buffer,
  to: MediaLimits,
  by = tools,
): Promise<{ readonly [key: string]: unknown; readonly options: string }> {
  const made = await by.fit({ bytes, type: 'video/mp4', name: 'voice.bin' }, to).catch(said)
  if (typeof made === 'string') return { refused: made, options: '' }
  expect(made.bytes.length).toBeLessThanOrEqual(to.maxBytes)
  const [, options = ''] = Buffer.from(made.bytes).toString('latin1').split('FAKE ')
  return { ...made, options: options.replaceAll(/[",]+/g, ' ') }
}

function said(error: unknown): string {
  if (error instanceof MediaError) return error.message
  throw error
}

it.each([
  [['audio/amr', 'audio/mp4'], {}, 'audio/mp4', 'voice.m4a', '-c:a aac'],
  [['audio/x-m4a'], {}, 'audio/x-m4a', 'voice.m4a', '-movflags +faststart -f ipod'],
  [['audio/amr', 'audio/mpeg'], {}, 'audio/mpeg', 'voice.mp3', '-c:a libmp3lame'],
  [['audio/amr'], {}, 'audio/amr', 'voice.amr', '-b:a 12.2k -ac 1 -ar 8000 -f amr'],
  [['audio/amr', 'audio/mpeg'], { missing: ['libmp3lame'] }, 'audio/amr', 'voice.amr', '-f amr'],
  [['audio/ogg', 'audio/amr'], { copy: 50_000 }, 'audio/amr', 'voice.amr', '-f amr'],
  [['audio/ogg'], {}, 'audio/ogg', 'voice.ogg', '-c:a libopus'],
])(
  'writes a voice message for phones that play %j, %j',
  async (types, more, type, name, options) => {
    const made = await outcome(clip('ogg', { ...voice, ...more }), limits(types))
    expect(made).toMatchObject({ type, name })
    expect(made.options).toContain(options)
    expect(made.options).toContain('-map_metadata -1')
    expect(await readdir(tools.folder)).toEqual([])
  },
)

it.each([
  ['at once', {}],
  ['when its length is not told', { duration: undefined }],
  ['when ffmpeg writes more than it was asked for', { overhead: 1.5 }],
] satisfies [string, object][])(
  'gives a long sound as much quality as there is room for, %s',
  async (_, more) => {
    const told = { ...voice, duration: 60, ...more }
    const made = await outcome(clip('ogg', defined(told)), limits(['audio/mp4'], 200_000))
    expect(made).toMatchObject({ type: 'audio/mp4' })
    expect(made.options).toMatch(/-b:a (1[5-9]|2\d)k .*-ar 16000/)
  },
)

it('keeps a sound that phones play already as it is', async () => {
  const sound = clip('m4a', { ...voice, audio: 'aac', copy: 50_000 })
  const made = await outcome(sound, limits(['audio/mpeg', 'audio/mp4']))
  expect(made).toMatchObject({ type: 'audio/mp4' })
  expect(made.options).toContain('-vn -map 0:a:0? -c copy')
})

it('says how long a sound may be', async () => {
  const hour = clip('ogg', { ...voice, duration: 3600 })
  expect(await outcome(hour, limits(['audio/mp4'], 1_000_000))).toMatchObject({
    refused: 'The sound is too long: the carrier takes 1 MB, which is about 10 minutes.',
  })
  const long = clip('mp4', { ...film, duration: 300 })
  expect(await outcome(long, limits(['video/mp4'], 600_000))).toMatchObject({
    refused: 'The video is too long: the carrier takes 600 KB, which is about 49 seconds.',
  })
})

it('writes a video that every phone plays, and says when it was made smaller', async () => {
  const made = await outcome(clip('mp4', film, 2_000_000), limits(['video/3gpp', 'video/mp4']))
  expect(made).toMatchObject({ type: 'video/mp4', change: 'The video was made smaller.' })
  expect(made.options).toMatch(
    /-c:v libx264 .*-profile:v baseline .*-r 30 .*-b:v 2\d\dk .*-c:a aac .*-f mp4/,
  )
  const small = await outcome(clip('mp4', film), limits(['video/3gpp']))
  expect(small).toMatchObject({ type: 'video/3gpp', name: 'voice.3gp' })
  expect(small['change']).toBeUndefined()
})

it('copies a video that phones play already', async () => {
  const told = { ...film, video: 'h264', copy: 900_000 }
  const made = await outcome(clip('mp4', told), limits(['video/mp4']))
  expect(made.options).toContain('-map 0:v:0 -map 0:a:0? -c copy -movflags +faststart -f mp4')
  const large = await outcome(clip('mp4', told, 2_000_000), limits(['video/mp4']))
  expect(large.options).toContain('-c:v libx264')
})

it.each([
  ['ogg', ['image/jpeg'], 'The carrier takes pictures up to 1 MB, but no sound.'],
  ['mp4', ['audio/mp4'], 'The carrier takes sound up to 1 MB, but no video.'],
  ['flv', ['video/mp4'], 'The carrier takes video up to 1 MB, but no FLV files.'],
] as const)('refuses %s where %j are taken', async (kind, types, refused) => {
  expect(await outcome(clip(kind, {}), limits(types))).toMatchObject({ refused })
})

it('refuses what ffmpeg finds nothing in, and what it can not write', async () => {
  for (const [told, refused] of [
    [{}, 'The sound is damaged, or of a kind that can not be read here.'],
    [
      { ...voice, missing: ['aac'] },
      'The ffmpeg that Homeline found can not write this sound as phones play it.',
    ],
  ] as const) {
    expect(await outcome(clip('ogg', told), limits(['audio/mp4']))).toMatchObject({ refused })
  }
})

it('gives up after a while, and leaves nothing behind', async () => {
  await using hasty = await openMediaTools({ ffmpeg: fakeFfmpeg, patienceMs: 3000 })
  const endless = clip('ogg', { ...voice, hangs: true })
  expect(await outcome(endless, limits(['audio/mp4']), hasty)).toMatchObject({
    refused: 'It takes too long to make this file fit for a phone.',
  })
  expect(await readdir(hasty.folder)).toEqual([])
})

it('ends ffmpeg and leaves nothing behind when Homeline ends', async () => {
  const ending = await openMediaTools({ ffmpeg: fakeFfmpeg })
  const endless = clip('ogg', { ...voice, hangs: true })
  const fitting = ending.fit({ bytes: endless, type: '', name: '' }, limits(['audio/mp4']))
  const failed = fitting.catch((error: unknown) => error)
  await expect.poll(() => ending.processes()).toHaveLength(2)
  await ending.endWork()
  expect(await ending.processes()).toEqual([])
  expect(await readdir(ending.folder)).toEqual([])
  expect(await failed).not.toBeInstanceOf(MediaError)
  await ending[Symbol.asyncDispose]()
})

function defined(told: { readonly [Key in keyof Told]: Told[Key] | undefined }): Told {
  return JSON.parse(JSON.stringify(told))
}
