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
