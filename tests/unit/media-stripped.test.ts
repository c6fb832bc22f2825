import { fc, it as property } from '@fast-check/vitest'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { MediaError, type MediaLimits } from '../../src/core/media.ts'
import { box, clip, noFfmpeg, track } from '../support/clips.ts'
import { type MediaToolsUnderTest, openMediaTools } from '../support/media-tools.ts'

let tools: MediaToolsUnderTest
beforeAll(async () => {
  tools = await openMediaTools({ ffmpeg: noFfmpeg })
})
afterAll(async () => await tools[Symbol.asyncDispose]())

const types = ['audio/mp4', 'audio/mpeg', 'audio/amr', 'video/mp4', 'video/3gpp', 'text/x-vcard']
const limits: MediaLimits = { types, maxBytes: 5000, maxCount: 1 }
const needsFfmpeg = (what: string) =>
  `This ${what} can not be sent as it is, and to write it anew Homeline needs the program ffmpeg, which is not installed.`

const refusal = async (bytes: Buffer): Promise<unknown> =>
  await tools
    .fit({ bytes, type: '', name: 'a' }, limits)
    .catch((error: unknown) => (error instanceof MediaError ? error.message : error))

const secret = 'SECRET PLACE'
const position = box('\xa9xyz', '+51.5025-000.1299/')
const head = box('ftyp', 'isom\0\0\0\0isommp42')
const samples = box('mdat', 'the pictures and the sound')

it('takes out of a video what its boxes tell, and leaves everything where it is', async () => {
  const video = track('vide', box('udta', box('name', secret)), box('meta', secret))
  const moov = box(
    'moov',
    box('mvhd', 'times'),
    video,
    track('soun'),
    box('udta', position, secret),
  )
  const bytes = Buffer.concat([head, box('free', secret), moov, samples, box('uuid', secret)])
  const made = await tools.fit({ bytes, type: '', name: 'beach.mov' }, limits)
  expect(made).toMatchObject({ type: 'video/mp4', name: 'beach.mp4' })
  const left = Buffer.from(made.bytes)
  expect(left).toHaveLength(bytes.length)
  for (const told of [secret, '+51.5025', 'udta']) expect(left.includes(told)).toBe(false)
  for (const kept of ['where the samples are', 'the pictures and the sound', 'times', 'size']) {
    expect(left.indexOf(kept)).toBe(bytes.indexOf(kept))
  }
})

it('takes out of sound what its boxes tell', async () => {
  const bytes = Buffer.concat([
    box('ftyp', 'M4A \0\0\0\0isomM4A '),
    box('moov', track('soun'), box('udta', secret)),
    samples,
  ])
  const made = await tools.fit({ bytes, type: '', name: 'memo' }, limits)
  expect(made).toMatchObject({ type: 'audio/mp4', name: 'memo.m4a' })
  expect(Buffer.from(made.bytes).includes(secret)).toBe(false)
})

it.each([
  ['a track that may hold positions', [head, box('moov', track('vide'), track('mebx')), samples]],
  ['boxes that do not fit into each other', [head, box('moov', track('vide')).subarray(0, -3)]],
  ['no tracks', [head, samples, Buffer.from('vmhd')]],
  [
    'more than the carrier takes',
    [head, box('moov', track('vide')), box('mdat', 'x'.repeat(6000))],
  ],
])('does not send a video with %s', async (_, boxes) => {
  expect(await refusal(Buffer.concat(boxes))).toBe(needsFfmpeg('video'))
})

it('takes the tags off an MP3 file', async () => {
  const id3 = Buffer.concat([Buffer.from('ID3\x04\0\0\0\0\0\x0c', 'latin1'), Buffer.from(secret)])
  const sound = Buffer.concat([Buffer.from([0xff, 0xfb, 0x90, 0x00]), Buffer.alloc(413, 7)])
  const ape = Buffer.alloc(32)
  ape.write('APETAGEX')
  ape.writeUInt32LE(secret.length + 32, 12)
  const old = Buffer.alloc(128)
  old.write(`TAG${secret}`)
  const bytes = Buffer.concat([id3, id3, sound, Buffer.from(secret), ape, old])
  const made = await tools.fit({ bytes, type: '', name: 'song.mp3' }, limits)
  expect(made).toMatchObject({ type: 'audio/mpeg', name: 'song.mp3' })
  expect(Buffer.compare(made.bytes, sound)).toBe(0)
  expect(await refusal(id3)).not.toMatchObject({ type: 'audio/mpeg' })
})

it('sends AMR as it is: there is room for nothing but sound in it', async () => {
  const bytes = Buffer.from('#!AMR\n\x04sound')
  expect(await tools.fit({ bytes, type: 'audio/amr', name: 'v.amr' }, limits)).toEqual({
    bytes,
    type: 'audio/amr',
    name: 'v.amr',
  })
})

it('says what a voice message needs', async () => {
  expect(await refusal(clip('ogg', {}))).toBe(needsFfmpeg('sound'))
})

it('sends cards and texts as they are, by the name that the carrier knows', async () => {
  const bytes = Buffer.from('BEGIN:VCARD\r\nFN:Ida\r\nEND:VCARD\r\n')
  expect(await tools.fit({ bytes, type: 'text/vcard', name: 'Ida.vcf' }, limits)).toEqual({
    bytes,
    type: 'text/x-vcard',
    name: 'Ida.vcf',
  })
  const large = Buffer.concat([bytes, Buffer.alloc(6000, 'x')])
  expect(await refusal(large)).toBe('The file is too large: the carrier takes up to 5 KB.')
})

it.each([
  ['%PDF-1.7\n', 'PDF files'],
  ['PK\x03\x04', 'ZIP files'],
  ['\x7fELF\x02\x01', 'ELF files'],
  ['\x02\x01\0', 'files of this kind'],
  ['just a text', 'TXT files'],
  ['<?xml version="1.0"?><svg/>', 'XML files'],
])('says what the carrier takes, when %j is not it', async (content, what) => {
  expect(await refusal(Buffer.from(content))).toBe(
    `The carrier takes sound, video and contact cards up to 5 KB, but no ${what}.`,
  )
})

const whole = Buffer.concat([
  head,
  box('moov', box('mvhd', 'times'), track('vide'), track('soun'), box('udta', secret)),
  samples,
])
property.prop([fc.array(fc.tuple(fc.nat(), fc.nat(255)), { maxLength: 12 }), fc.nat()])(
  'makes fit or refuses clips that were meddled with',
  async (changes, end) => {
    const bytes = Buffer.from(whole.subarray(0, end % 2 === 0 ? end % whole.length : whole.length))
    for (const [at, value] of changes) bytes[at % bytes.length] = value
    const outcome = await refusal(bytes)
    expect(typeof outcome === 'string' || typeof outcome === 'object').toBe(true)
    expect(outcome).not.toBeInstanceOf(Error)
  },
)
