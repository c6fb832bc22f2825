import { afterEach, beforeEach, expect, it } from 'vitest'
import { CarrierError } from '../../src/core/errors.ts'
import { keptAt, type MmsWorld, mmsWorld } from '../support/mms-world.ts'

let world: MmsWorld
beforeEach(async () => {
  world = await mmsWorld()
})
afterEach(() => world[Symbol.dispose]())

const bytesOf = (url: unknown) =>
  Buffer.from(world.homeserver.files.get(url as never)?.bytes ?? []).toString()
const shown = async () =>
  (await world.said()).map(({ content }) => {
    const { msgtype, body, url } = content
    return url === undefined ? [msgtype, body] : [msgtype, body, bytesOf(url)]
  })

it('shows the pictures of a message in their order, its words as the caption of the first', async () => {
  for (const name of ['one', 'two', 'three']) world.kept.set(name, Buffer.from(name))
  world.times = 2
  await world.receive('MM1', 'Look!', { media: [keptAt('one'), keptAt('two'), keptAt('three')] })
  expect(await shown()).toEqual([
    ['m.image', 'Look!', 'one'],
    ['m.image', 'two.png', 'two'],
    ['m.image', 'three.png', 'three'],
  ])
  expect((await world.said())[0]?.content).toMatchObject({
    filename: 'one.png',
    info: { mimetype: 'image/png', size: 3 },
  })
})

it('shows what came along with the message itself', async () => {
  const base64 = Buffer.from('inline').toString('base64')
  await world.receive('MM1', '', {
    media: [{ kind: 'inline', base64, type: 'audio/amr', name: 'a.amr' }],
  })
  expect(await shown()).toEqual([['m.audio', 'a.amr', 'inline']])
})

it('says what is missing, and shows it as soon as it can be had', async () => {
  world.kept.set('one', Buffer.from('one'))
  world.kept.set('two', new CarrierError('unavailable', 'No answer.', { maybeSent: true }))
  world.times = 2
  await expect(
    world.receive('MM1', 'Look!', { media: [keptAt('one'), keptAt('two')] }),
  ).rejects.toThrow()
  expect(await shown()).toEqual([
    ['m.image', 'Look!', 'one'],
    ['m.notice', expect.stringMatching(/^An attachment is missing here\. .*it comes here/)],
  ])
  world.kept.set('two', Buffer.from('two'))
  world.restart()
  await world.settle()
  expect((await shown()).slice(2)).toEqual([['m.image', 'two.png', 'two']])
})

it('says for good that an attachment is gone, and shows the words all the same', async () => {
  await world.receive('MM1', 'Look!', { media: [keptAt('gone')] })
  expect(await shown()).toEqual([
    ['m.text', 'Look!'],
    ['m.notice', 'An attachment is missing here. The carrier has it not any more.'],
  ])
})

it('removes at the carrier what it has shown', async () => {
  world.kept.set('one', Buffer.from('one'))
  await world.receive('MM1', '', { media: [keptAt('one')] })
  expect(world.removed).toEqual(['one'])
})

it('removes nothing that it could not show', async () => {
  world.kept.set('large', Buffer.from('large'))
  world.homeserver.troubleFiles(413)
  await world.receive('MM1', '', { media: [keptAt('large')] })
  expect(await shown()).toContainEqual([
    'm.notice',
    expect.stringMatching(/homeserver does not take/),
  ])
  expect(world.removed).toEqual([])
})

it('removes nothing that it may still have to fetch once more', async () => {
  world.kept.set('one', Buffer.from('one'))
  world.times = 2
  await world.receive('MM1', 'Look!', { media: [keptAt('one')] })
  expect(await shown()).toEqual([['m.image', 'Look!', 'one']])
  expect(world.removed).toEqual(['one'])
})

it('says so when parts of a text did not arrive', async () => {
  await world.receive('SM1', 'This is the end', { isIncomplete: true })
  expect(await shown()).toEqual([
    ['m.text', 'This is the end\n(Parts of this text did not arrive.)'],
  ])
})

it('shows words and pictures once, whatever the carrier gives out when they are worked on again', async () => {
  await world.receive('SM1', 'Hi')
  const room = await world.room()
  world.kept.set('one', Buffer.from('one'))
  world.kept.set('two', Buffer.from('two'))
  let sends = 0
  const { send } = world.homeserver
  world.homeserver.send = async (...given) => {
    sends += 1
    world.homeserver.trouble(room, sends === 2 ? 500 : undefined)
    if (sends === 2)
      world.kept.set('one', new CarrierError('unavailable', 'No.', { isRetryable: true }))
    return await send(...given)
  }
  await world.receive('MM1', 'Look!', { media: [keptAt('one'), keptAt('two')] })
  expect((await shown()).slice(1)).toEqual([
    ['m.image', 'Look!', 'one'],
    ['m.image', 'two.png', 'two'],
  ])
})

it('shows a picture once that was removed at the carrier before a crash', async () => {
  const remove = async ({ url }: { readonly url: string }) => void world.kept.delete(url)
  Object.assign(world.mms.media ?? {}, { remove })
  world.kept.set('one', Buffer.from('one'))
  world.times = 2
  await world.receive('MM1', 'Look!', { media: [keptAt('one')] })
  expect(await shown()).toEqual([['m.image', 'Look!', 'one']])
})

it('leaves at the carrier what the homeserver does not take', async () => {
  world.kept.set('one', Buffer.from('one'))
  world.homeserver.troubleFiles(403)
  await world.receive('MM1', 'Look!', { media: [keptAt('one')] })
  expect(await shown()).toEqual([
    ['m.text', 'Look!'],
    ['m.notice', expect.stringMatching(/The homeserver does not take this file\.$/)],
  ])
  expect(world.removed).toEqual([])
})

it('shows the words when the homeserver takes no files for a while, and the files after', async () => {
  const base64 = Buffer.from('inline').toString('base64')
  world.homeserver.troubleFiles(500)
  await world.tell(600_000)
  await expect(
    world.receive('MM1', 'Look!', {
      media: [{ kind: 'inline', base64, type: 'image/png', name: 'a.png' }],
    }),
  ).rejects.toThrow()
  expect(await shown()).toEqual([
    ['m.text', 'Look!'],
    ['m.notice', expect.stringMatching(/homeserver does not take it yet; it comes here/)],
  ])
  world.homeserver.troubleFiles(undefined)
  world.restart()
  await world.settle()
  expect((await shown()).slice(2)).toEqual([['m.image', 'a.png', 'inline']])
})

it('shows a text that is too long for one event in several', async () => {
  world.kept.set('one', Buffer.from('one'))
  const text = '\u0001'.repeat(7999) + '😀'.repeat(6000)
  world.times = 2
  await world.receive('MM1', text, { media: [keptAt('one')] })
  const events = await world.said()
  const words = events.filter(({ content }) => content['msgtype'] === 'm.text')
  expect(words.map(({ content }) => content['body']).join('')).toBe(text)
  expect(words.every(({ content }) => String(content['body']).isWellFormed())).toBe(true)
  const sizes = events.map(({ content }) => Buffer.byteLength(JSON.stringify(content)))
  expect(Math.max(...sizes)).toBeLessThan(50_000)
  expect((await shown()).at(-1)).toEqual(['m.image', 'one.png', 'one'])
})
