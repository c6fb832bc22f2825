import { execFileSync, spawnSync } from 'node:child_process'
import { readFile, writeFile } from 'node:fs/promises'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { FittedMedia, MediaLimits } from '../../src/core/media.ts'
import { temporaryFolder } from '../support/homeline.ts'
import { type MediaToolsUnderTest, openMediaTools } from '../support/media-tools.ts'

const isInstalled = spawnSync('ffmpeg', ['-version']).status === 0
const tone = ['-f', 'lavfi', '-i', 'sine=frequency=440:duration=8']
const film = ['-f', 'lavfi', '-i', 'testsrc2=duration=8:size=1280x720:rate=60']
const told = ['title=SECRET PLACE', 'location=+51.5025-000.1299/', 'artist=Ida Lovelace']
const metadata = told.flatMap((each) => ['-metadata', each])

describe.skipIf(!isInstalled)('with the real ffmpeg', () => {
  let tools: MediaToolsUnderTest
  const stack = new AsyncDisposableStack()
  let folder: string
  beforeAll(async () => {
    folder = stack.use(await temporaryFolder()).path
    tools = stack.use(await openMediaTools())
  })
  afterAll(async () => await stack.disposeAsync())

  async function made(name: string, ...options: readonly string[]): Promise<Buffer> {
    const file = `${folder}/${name}`
    execFileSync('ffmpeg', ['-v', 'error', '-y', ...options, ...metadata, file])
    return await readFile(file)
  }

  async function fitted(bytes: Buffer, type: string, maxBytes: number): Promise<FittedMedia> {
    const limits: MediaLimits = { types: [type], maxBytes, maxCount: 1 }
    const fit = await tools.fit({ bytes, type: '', name: 'clip' }, limits)
    expect(fit.type).toBe(type)
    expect(fit.bytes.length).toBeLessThanOrEqual(maxBytes)
    for (const secret of ['SECRET PLACE', '+51.5025', 'Ida Lovelace', 'Lavf']) {
      expect(Buffer.from(fit.bytes).includes(secret)).toBe(false)
    }
    return fit
  }

  /** What ffmpeg finds in it. */
  async function look(bytes: Uint8Array): Promise<string> {
    const file = `${folder}/look`
    await writeFile(file, bytes)
    return spawnSync('ffmpeg', ['-hide_banner', '-i', file]).stderr.toString()
  }

  it.each([
    ['ogg', ['-c:a', 'libopus']],
    ['webm', ['-c:a', 'libopus']],
    ['m4a', ['-c:a', 'aac']],
    ['3gp', ['-c:a', 'aac']],
    ['wav', []],
    ['mp3', ['-c:a', 'libmp3lame']],
  ])('makes a sound that phones play of %s', async (name, options) => {
    const bytes = await made(`sound.${name}`, ...tone, ...options)
    const fit = await fitted(bytes, 'audio/mp4', 200_000)
    expect(await look(fit.bytes)).toMatch(/Duration: 00:00:0[78][\s\S]*Audio: aac \(LC\)/)
    expect(await tools.identify(fit.bytes, {})).toMatchObject({ type: 'audio/mp4', kind: 'audio' })
  })

  it('writes sound for old phones', async () => {
    const bytes = await made('voice.ogg', ...tone, '-c:a', 'libopus')
    expect(await look((await fitted(bytes, 'audio/amr', 200_000)).bytes)).toMatch(/amr_nb/)
    expect(await look((await fitted(bytes, 'audio/mpeg', 200_000)).bytes)).toMatch(/Audio: mp3/)
  })

  it.each([
    ['film.mp4', ['-c:v', 'libx264', '-c:a', 'aac', '-shortest']],
    ['film.mov', ['-c:v', 'libx264', '-c:a', 'aac', '-shortest']],
    ['film.webm', ['-c:v', 'libvpx', '-deadline', 'realtime', '-c:a', 'libopus', '-shortest']],
    ['film.mkv', ['-c:v', 'mpeg4', '-c:a', 'aac', '-shortest']],
  ])(
    'makes %s small enough, in what phones play',
    async (name, options) => {
      const bytes = await made(name, ...film, ...tone, '-preset', 'ultrafast', ...options)
      const fit = await fitted(bytes, 'video/mp4', 600_000)
      expect(await look(fit.bytes)).toMatch(
        /Duration: 00:00:0[78][\s\S]*Video: h264[\s\S]*640x360.*30 fps[\s\S]*Audio: aac/,
      )
      expect(fit.bytes.length).toBeGreaterThan(300_000)
      expect(fit.change).toBe(bytes.length > 600_000 ? 'The video was made smaller.' : undefined)
    },
    60_000,
  )

  it('copies a video that phones play already, and takes out only what it tells', async () => {
    const codecs = ['-c:v', 'libx264', '-preset', 'ultrafast', '-c:a', 'aac', '-shortest']
    const bytes = await made('small.mov', ...film, ...tone, '-s', '320x180', ...codecs)
    const before = await look(bytes)
    expect(before).toContain('SECRET PLACE')
    const fit = await fitted(bytes, 'video/mp4', 5_000_000)
    expect(await look(fit.bytes)).toMatch(/Video: h264[\s\S]*320x180[\s\S]*Audio: aac/)
    expect(fit.change).toBeUndefined()
  })

  it('makes nothing of a playlist that names other files', async () => {
    const bytes = Buffer.from(`#EXTM3U\n#EXTINF:1,\nfile://${folder}/film.mp4\n`)
    const limits: MediaLimits = { types: ['video/mp4'], maxBytes: 1_000_000, maxCount: 1 }
    await expect(tools.fit({ bytes, type: 'video/mp4', name: 'a.mp4' }, limits)).rejects.toThrow(
      'The carrier takes video up to 1 MB, but no TXT files.',
    )
  })
})
