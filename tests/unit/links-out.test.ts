import { afterAll, beforeAll, expect, it } from 'vitest'
import { type MediaToolsUnderTest, openMediaTools } from '../support/media-tools.ts'
import { mmsWorld } from '../support/mms-world.ts'
import { bomb, expectNothingTold, photo, telling } from '../support/pictures.ts'
import { plainShelf } from '../support/plain-media.ts'

let media: MediaToolsUnderTest
beforeAll(async () => {
  media = await openMediaTools()
})
afterAll(async () => await media[Symbol.asyncDispose]())

/** A file that goes out as a link. @returns what stands behind the link, and why there is none */
async function linked(bytes: Uint8Array, name: string) {
  const shelf = plainShelf()
  using world = await mmsWorld({ mediaOut: undefined as never }, { media, shelf })
  await world.say('set links on')
  await world.receive('SM1', 'Hi')
  await world.sendFile({ msgtype: 'm.file', body: name }, bytes)
  await world.tell(60_000)
  const refusal = String((await world.said()).at(-1)?.content['body'])
  return { files: [...shelf.files.values()], sent: world.mms.sent.length, refusal }
}

it.each(['jpeg', 'webp', 'tiff', 'avif'] as const)(
  'a link to a picture (%s) tells nothing of where it was taken',
  async (format) => {
    const { files } = await linked(await telling(photo(400, 300), format), `holiday.${format}`)
    expect(files).toMatchObject([{ type: 'image/jpeg' }])
    for (const file of files) await expectNothingTold(file)
  },
)

it('a picture that can not be read gets no link', async () => {
  const { files, sent, refusal } = await linked(await bomb('jpeg'), 'holiday.jpg')
  expect({ files, sent }).toEqual({ files: [], sent: 0 })
  expect(refusal).toMatch(/^⚠ Not sent: The picture is too large/)
})

it('other files get a link as they are', async () => {
  const bytes = Buffer.from('%PDF-1.7\n%âãÏÓ\n')
  const { files } = await linked(bytes, 'tickets.pdf')
  expect(files).toMatchObject([{ type: 'application/pdf', name: 'tickets.pdf', bytes }])
})
