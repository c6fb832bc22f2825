import { afterEach, beforeEach, expect, it } from 'vitest'
import { CarrierError } from '../../src/core/errors.ts'
import { me } from '../support/bot-world.ts'
import { type MmsWorld, mmsWorld } from '../support/mms-world.ts'
import { plainShelf } from '../support/plain-media.ts'

const shelf = plainShelf()
let world: MmsWorld
beforeEach(async () => {
  world = await mmsWorld({}, { shelf })
  await world.receive('SM1', 'Hi')
})
afterEach(() => world[Symbol.dispose]())

const picture = { msgtype: 'm.image', body: 'a.png', info: { mimetype: 'image/png' } }
const sent = () => world.mms.sent.map(({ text, media }) => [text, media] as const)

it('sends a picture with its caption from where the carrier can fetch it, once', async () => {
  world.times = 2
  expect(await world.sendFile({ ...picture, body: 'Look!', filename: 'a.png' })).toEqual([])
  const [{ text, media } = { text: '' }] = world.mms.sent
  expect(text).toBe('Look!')
  expect(media).toEqual([{ url: expect.stringMatching(/^https:/), type: 'image/png' }])
  expect(shelf.files.get(media?.[0]?.url ?? '')?.bytes.length).toBe(10)
})

it('says what it changed to make a picture fit', async () => {
  expect(await world.sendFile(picture, new Uint8Array(5000))).toEqual(['Made smaller: 1000 bytes.'])
  expect(sent()).toEqual([['', [expect.anything()]]])
})

it('refuses with the reason what can not be made fit', async () => {
  await world.sendFile({ ...picture, msgtype: 'm.file', info: { mimetype: 'text/html' } })
  await world.tell(60_000)
  expect(sent()).toEqual([])
  expect((await world.said()).at(-1)?.content['body']).toMatch(
    /^⚠ Not sent: The carrier takes no text\/html\./,
  )
})

it('refuses a file that is encrypted or no file at all', async () => {
  await world.sendFile({ ...picture, url: undefined, file: { url: 'mxc://a/b' } })
  await world.sendFile({ ...picture, url: 'https://example.org/a.png' })
  await world.tell(60_000)
  expect(sent()).toEqual([])
  const bodies = (await world.said()).map(({ content }) => content['body'])
  expect(bodies).toContainEqual(expect.stringMatching(/Encrypted files can not be sent/))
  expect(bodies).toContainEqual(expect.stringMatching(/There is no file in this message/))
})

it('sends a sticker as the picture that it is', async () => {
  const as = { kind: 'account', userId: '@me:here.test' } as never
  const url = await world.homeserver.upload(as, {
    bytes: new Uint8Array(3),
    type: 'image/png',
    name: 's',
  })
  await world.act('@me:here.test' as never, await world.room(), 'm.sticker', {
    body: 'A cat waves',
    url,
    info: { mimetype: 'image/png' },
  })
  expect(sent()).toEqual([['', [expect.anything()]]])
})

it('sends a failed picture again when it is asked to', async () => {
  await world.sendFile({ ...picture, info: { mimetype: 'text/html' } })
  await world.act('@me:here.test' as never, await world.room(), 'm.room.message', {
    msgtype: 'm.text',
    body: '!line retry',
  })
  await world.tell(60_000)
  const notices = (await world.said()).filter(({ content }) => content['msgtype'] === 'm.notice')
  expect(notices.filter(({ content }) => String(content['body']).startsWith('⚠'))).toHaveLength(2)
})

it('never sends a command, not as a caption either', async () => {
  await world.sendFile({ ...picture, body: '!line block', filename: 'a.png' })
  expect(sent()).toEqual([])
})

it.each([
  ['refuses it and says how it could go', false, [], /set links on/],
  ['sends a link to it where the account wants that', true, [/^Look!\nhttps:\/\/\S+$/], undefined],
])('of a carrier without pictures: %s', async (_what, isWanted, texts, refusal) => {
  using other = await mmsWorld({ mediaOut: undefined as never }, { shelf })
  if (isWanted) await other.say('set links on')
  await other.receive('SM1', 'Hi')
  await other.sendFile({ ...picture, body: 'Look!', filename: 'a.png' })
  await other.tell(60_000)
  expect(other.mms.sent.map(({ text }) => text)).toEqual(
    texts.map((text) => expect.stringMatching(text)),
  )
  const last = String((await other.said()).at(-1)?.content['body'])
  if (refusal !== undefined) expect(last).toMatch(refusal)
})

it('refuses a caption that is too long with its link', async () => {
  using other = await mmsWorld({ mediaOut: undefined as never }, { shelf })
  await other.say('set links on')
  await other.receive('SM1', 'Hi')
  await other.sendFile({ ...picture, body: 'x'.repeat(1600), filename: 'a.png' })
  await other.tell(60_000)
  expect(other.mms.sent).toEqual([])
  expect((await other.said()).at(-1)?.content['body']).toMatch(/^⚠ Not sent: This text has 16\d\d /)
})

it('says so in the end when the homeserver does not give out the file', async () => {
  await world.tell(600_000)
  const { upload } = world.homeserver
  world.homeserver.upload = async (...given) => {
    const url = await upload(...given)
    world.homeserver.troubleFiles(500)
    return url
  }
  await world.sendFile(picture)
  await world.tell(700_000)
  expect((await world.said()).at(-1)?.content['body']).toMatch(
    /^⚠ Not sent: The homeserver did not give out this file\./,
  )
})

it('does not say that a link was not sent that may have been', async () => {
  using other = await mmsWorld({ mediaOut: undefined as never }, { shelf })
  await other.say('set links on')
  await other.receive('SM1', 'Hi')
  Object.assign(other.mms, { list: async function* () {} })
  other.mms.fail(new CarrierError('unavailable', 'No answer.', { maybeSent: true }), 'after')
  const { send } = other.mms
  Object.assign(other.mms, {
    send: async (...given: Parameters<typeof send>) => {
      await other.choices.choose(me, 'links', false)
      return await send(...given)
    },
  })
  await other.sendFile({ ...picture, body: 'Look!', filename: 'a.png' })
  await other.tell(60_000)
  expect(other.mms.sent).toHaveLength(1)
  expect((await other.said()).at(-1)?.content['body']).toMatch(/^⚠ This may not have been sent/)
})

it('sends a text once whose characters the account wants otherwise meanwhile', async () => {
  const { send } = world.mms
  const list = async function* () {
    for (const { from, to, text } of world.mms.sent) {
      const receipt = { kind: 'receipt', id: 'X1', state: 'sent' } as const
      yield { direction: 'out', from, to, text, receipt, at: 0 } as const
    }
  }
  world.mms.fail(new CarrierError('unavailable', 'No answer.', { maybeSent: true }), 'after')
  Object.assign(world.mms, {
    list,
    send: async (...given: Parameters<typeof send>) => {
      await world.choices.choose(me, 'plain', true)
      return await send(...given)
    },
  })
  const body = 'it’s “so” '.repeat(10)
  await world.act('@me:here.test' as never, await world.room(), 'm.room.message', {
    msgtype: 'm.text',
    body,
  })
  expect(world.mms.sent).toHaveLength(1)
})

it('refuses a link that nobody could open from outside', async () => {
  using other = await mmsWorld({ mediaOut: undefined as never }, { shelf, canLink: false })
  await other.say('set links on')
  await other.receive('SM1', 'Hi')
  await other.sendFile(picture)
  await other.tell(60_000)
  expect(other.mms.sent).toEqual([])
  expect((await other.said()).at(-1)?.content['body']).toMatch(/no public address/)
})
