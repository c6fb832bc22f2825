import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { contactFromCarrier } from '../../src/core/contact.ts'
import { HomeserverError } from '../../src/core/errors.ts'
import type { Homeserver, NewRoom } from '../../src/core/homeserver.ts'
import type { RoomId, UserId } from '../../src/core/ids.ts'
import { parseMediaUri } from '../../src/core/media.ts'

export interface HomeserverUnderTest extends AsyncDisposable {
  readonly homeserver: Homeserver
  /** An account of the server. */
  readonly account: UserId
}

const contact = contactFromCarrier('+12025550123')
const ghost = { kind: 'ghost', contact } as const
const other = { kind: 'ghost', contact: contactFromCarrier('ACME') } as const
const text = (body: string) => ({ type: 'm.room.message', content: { msgtype: 'm.text', body } })

/** What every implementation of the port promises. */
export function homeserverContract(name: string, open: () => Promise<HomeserverUnderTest>): void {
  describe(name, () => {
    let subject: HomeserverUnderTest
    let room: RoomId
    const newRoom = (alias: string): NewRoom => ({
      name: 'A chat',
      alias: `phone_${alias}`,
      invite: [subject.account],
      isDirect: true,
      isSpace: false,
      powerLevels: {},
      state: [],
    })

    beforeAll(async () => {
      subject = await open()
      room = (await subject.homeserver.createRoom(ghost, newRoom('first'))).room
    })
    afterAll(async () => await subject[Symbol.asyncDispose]())

    it('knows its ghosts by their contacts, and nobody else', () => {
      const { homeserver, account } = subject
      for (const { contact: known } of [ghost, other]) {
        expect(homeserver.contactOf(homeserver.ghostOf(known))).toBe(known)
      }
      expect(homeserver.contactOf(account)).toBeUndefined()
      expect([homeserver.bot, homeserver.ghostOf(contact)].map(homeserver.isOurs)).toEqual([
        true,
        true,
      ])
      expect(homeserver.isOurs(account)).toBe(false)
      expect(homeserver.actsFor(account)).toBe(true)
      expect(homeserver.actsFor(homeserver.ghostOf(contact))).toBe(false)
    })

    it('finds the room that was made with the alias before', async () => {
      const again = await subject.homeserver.createRoom(ghost, newRoom('first'))
      expect(again).toEqual({ room, isNew: false })
      const another = await subject.homeserver.createRoom(ghost, newRoom('second'))
      expect(another.isNew).toBe(true)
      expect(another.room).not.toBe(room)
    })

    it('sends once with one transaction ID', async () => {
      const { homeserver } = subject
      const options = { transactionId: 'once', at: 1_700_000_000_000 }
      const first = await homeserver.send(ghost, room, text('once'), options)
      expect(await homeserver.send(ghost, room, text('once'), options)).toBe(first)
      const [newest] = await homeserver.recent(ghost, room, 1)
      expect(newest).toMatchObject({ id: first, sender: homeserver.ghostOf(contact), room })
      expect(await homeserver.getEvent(ghost, room, first)).toMatchObject({ id: first })
    })

    it('sends what is no text, half a surrogate pair, as something that is', async () => {
      const { homeserver } = subject
      const half = text('half \ud83d')
      const sent = await homeserver.send(ghost, room, half, { transactionId: 'half' })
      expect(await homeserver.getEvent(ghost, room, sent)).toBeDefined()
    })

    it('reads forward to the newest event, oldest first', async () => {
      const { homeserver } = subject
      const sent = await homeserver.send(ghost, room, text('last'), { transactionId: 'last' })
      const events = await Array.fromAsync(homeserver.readForward(ghost, room))
      expect(events.at(-1)?.id).toBe(sent)
      expect(events.findIndex(({ type }) => type === 'm.room.member')).toBeLessThan(
        events.findIndex(({ type }) => type === 'm.room.message'),
      )
    })

    it('invites once, joins and leaves', async () => {
      const { homeserver, account } = subject
      const person = { kind: 'account', userId: account } as const
      await homeserver.invite(ghost, room, account)
      await homeserver.join(person, room)
      await homeserver.invite(ghost, room, account)
      expect(await homeserver.members(ghost, room)).toContainEqual({
        userId: account,
        membership: 'join',
      })
      await homeserver.leave(person, room)
      const left = await homeserver.members(ghost, room)
      expect(left.map(({ userId }) => userId)).not.toContain(account)
    })

    it('keeps state, and has none where nobody set any', async () => {
      const { homeserver } = subject
      const content = { topic: 'Texts' }
      await homeserver.setState(ghost, room, { type: 'm.room.topic', stateKey: '', content })
      expect(await homeserver.getState(ghost, room, 'm.room.topic')).toMatchObject(content)
      expect(await homeserver.getState(ghost, room, 'm.room.encryption')).toBeUndefined()
    })

    it('refuses for good whoever is not in the room', async () => {
      const { homeserver } = subject
      const refused = await homeserver
        .send(other, room, text('let me in'), { transactionId: 'refused' })
        .catch((error: unknown) => error)
      expect(refused).toBeInstanceOf(HomeserverError)
      expect(refused).toMatchObject({ status: 403, isRetryable: false })
    })

    it("keeps a file of anybody's, byte by byte, for everybody here", async () => {
      const { homeserver, account } = subject
      const bytes = Uint8Array.from({ length: 70_000 }, (_, index) => index % 251)
      const file = { bytes, type: 'image/png', name: 'Straße 日.png' }
      const person = { kind: 'account', userId: account } as const
      for (const [from, to] of [
        [person, other],
        [other, person],
        [{ kind: 'bot' }, person],
      ] as const) {
        const uri = await homeserver.upload(from, file)
        expect(parseMediaUri(uri)).toBe(uri)
        const got = await homeserver.download(to, uri, bytes.length)
        expect(Buffer.compare(got, bytes)).toBe(0)
      }
    })

    it('keeps an empty file, and one of a type and a name that nobody can send', async () => {
      const { homeserver } = subject
      const name = 'line\r\nbreak \ud83d'
      const odd = { bytes: Buffer.from([1]), type: 'a/b\r\nX: y', name }
      for (const file of [odd, { ...odd, bytes: Buffer.alloc(0) }]) {
        const uri = await homeserver.upload(ghost, file)
        const got = await homeserver.download(ghost, uri, 1)
        expect(Buffer.compare(got, file.bytes)).toBe(0)
      }
    })

    it('reads no more of a file than is wanted', async () => {
      const { homeserver } = subject
      const bytes = new Uint8Array(100_000)
      const uri = await homeserver.upload(ghost, { bytes, type: 'image/png', name: 'a.png' })
      const refused = await failure(homeserver.download(ghost, uri, 99_999))
      expect(refused).toMatchObject({ code: 'M_TOO_LARGE', isRetryable: false })
    })

    it('refuses for good a file that is larger than it takes', async () => {
      const { homeserver } = subject
      const bytes = new Uint8Array(100 * 1024 * 1024 + 1)
      const refused = await failure(
        homeserver.upload(ghost, { bytes, type: 'image/png', name: 'a.png' }),
      )
      expect(refused).toMatchObject({ code: 'M_TOO_LARGE', isRetryable: false })
    })

    it('has no file that nobody uploaded', async () => {
      const { homeserver } = subject
      const uri = parseMediaUri(`mxc://${homeserver.serverName}/nothing`)
      if (uri === undefined) throw new Error('No URI')
      const refused = await failure(homeserver.download(ghost, uri, 10))
      expect(refused).toMatchObject({ code: 'M_NOT_FOUND', status: 404, isRetryable: false })
    })
  })
}

async function failure(call: Promise<unknown>): Promise<unknown> {
  const error = await call.then(
    () => undefined,
    (thrown: unknown) => thrown,
  )
  expect(error).toBeInstanceOf(HomeserverError)
  return error
}
