import type { IContent } from 'matrix-js-sdk'
import sharp from 'sharp'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { expectNothingTold, grain, telling } from '../support/pictures.ts'
import { type Stage, setStage } from '../support/stage.ts'
import { hasStatus } from '../support/statuses.ts'

const ada = '+13035550142'

let stage: Stage
let phones: Stage['phones']
let me: Stage['me']
let line: string
let room: string

beforeAll(async () => {
  stage = await setStage()
  ;({ phones, me, line } = stage)
  await phones.text(ada, line, 'Hi')
  room = (await me.roomNamed('+1 303 555 0142')).roomId
})

afterAll(async () => await stage[Symbol.asyncDispose]())

/** As a client does: uploads, then says where it is. */
async function send(
  msgtype: string,
  bytes: Uint8Array<ArrayBuffer>,
  more: IContent,
): Promise<string> {
  const type = more['info']?.mimetype
  const { content_uri: url } = await me.client.uploadContent(new Blob([bytes], { type }), { type })
  const { event_id } = await me.client.sendMessage(room, { msgtype, url, ...more } as never)
  return event_id
}

async function bytesOf(url: unknown): Promise<Uint8Array> {
  const address = me.client.mxcUrlToHttp(
    String(url),
    undefined,
    undefined,
    undefined,
    false,
    true,
    true,
  )
  const headers = { authorization: `Bearer ${me.client.getAccessToken()}` }
  const response = await fetch(address ?? '', { headers })
  expect(response.status).toBe(200)
  return await response.bytes()
}

it('brings a picture of 12 MB to the phone with its caption, under the limit, and without its place', async () => {
  const picture = await telling(grain(4500, 3400, 60), 'jpeg', { quality: 91 })
  expect(picture.length).toBeGreaterThan(12_000_000)
  const event = await send('m.image', new Uint8Array(picture), {
    body: 'From the mountain',
    filename: 'IMG_1.jpg',
    info: { mimetype: 'image/jpeg' },
  })
  const { media } = await phones.received(ada, 'From the mountain', 'delivered')
  await hasStatus(me, room, event, 'SUCCESS')
  expect(media).toMatchObject([{ type: 'image/jpeg', size: expect.any(Number) }])
  expect(media[0]?.size).toBeLessThanOrEqual(5_000_000)
  const bytes = await phones.attachment(media[0]?.sid ?? '')
  await expectNothingTold({ bytes })
  expect((await sharp(bytes).metadata()).width).toBeGreaterThan(1000)
  await me.message(room, /smaller/)
})

it('shows the three pictures of one message as three events, in order, as they were sent', async () => {
  const colours = ['red', 'lime', 'blue']
  const files = await Promise.all(
    colours.map(async (background) => {
      const png = sharp({ create: { width: 40, height: 30, channels: 3, background } }).png()
      return { type: 'image/png', base64: (await png.toBuffer()).toString('base64') }
    }),
  )
  await phones.text(ada, line, 'Three of them', files)
  await me.message(room, 'Three of them')
  const pictures = () =>
    (me.client.getRoom(room)?.getLiveTimeline().getEvents() ?? []).filter(
      (event) => event.getSender() !== me.userId && event.getContent()['msgtype'] === 'm.image',
    )
  await expect.poll(() => pictures().length, { timeout: 10_000 }).toBe(3)
  const contents = pictures().map((event) => event.getContent())
  expect(contents[0]).toMatchObject({
    body: 'Three of them',
    info: { mimetype: 'image/png', w: 40, h: 30 },
  })
  for (const [index, content] of contents.entries()) {
    const bytes = await bytesOf(content['url'])
    expect(Buffer.from(bytes).toString('base64')).toBe(files[index]?.base64)
  }
})

it('sends a sticker as a picture that a phone shows', async () => {
  const png = await sharp({ create: { width: 64, height: 64, channels: 4, background: '#f008' } })
    .png()
    .toBuffer()
  const type = 'image/png'
  const { content_uri: url } = await me.client.uploadContent(
    new Blob([new Uint8Array(png)], { type }),
    { type },
  )
  const content = { body: 'A red square', url, info: { mimetype: type } }
  await me.client.sendEvent(room, 'm.sticker' as never, content as never)
  const { media } = await phones.received(ada, '', 'delivered')
  expect(media).toMatchObject([{ type }])
})

it('says why a file can not go out', async () => {
  const event = await send('m.file', new TextEncoder().encode('<html>Hi</html>'), {
    body: 'page.html',
    info: { mimetype: 'text/html' },
  })
  await hasStatus(me, room, event, 'FAIL_PERMANENT')
  await me.message(room, /^⚠ Not sent: /)
})
