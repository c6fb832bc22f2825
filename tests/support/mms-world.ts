import type { Carrier, IncomingMedia, IncomingText } from '../../src/core/carrier.ts'
import type { Contact } from '../../src/core/contact.ts'
import { CarrierError } from '../../src/core/errors.ts'
import type { RoomId } from '../../src/core/ids.ts'
import type { MatrixEvent } from '../../src/core/matrix-event.ts'
import type { PhoneNumber } from '../../src/core/phone.ts'
import { takeIn } from '../../src/portal/take-in.ts'
import { botWorld, me, type World, type WorldOptions } from './bot-world.ts'
import { type FakeCarrier, fakeCarrier } from './fake-carrier.ts'

export const line = '+14155550199' as PhoneNumber
export const contact = '+14155550111' as Contact

export interface MmsWorld extends World {
  readonly mms: FakeCarrier
  /** What the carrier keeps, by address; an error is thrown until it is replaced. */
  readonly kept: Map<string, Uint8Array | CarrierError>
  /** Addresses of what was removed at the carrier. */
  readonly removed: readonly string[]
  /** The contact texts the line. */
  receive(id: string, text: string, more?: Partial<IncomingText>): Promise<void>
  room(): Promise<RoomId>
  /** Messages that the contact's ghost has said in the room. */
  said(): Promise<readonly MatrixEvent[]>
  /** The account sends a file. @returns what the ghost says then */
  sendFile(content: object, bytes?: Uint8Array): Promise<readonly string[]>
}

/** A line of the account at a carrier with attachments in both directions. */
export async function mmsWorld(
  capabilities: Partial<Carrier['capabilities']> = {},
  options: WorldOptions = {},
): Promise<MmsWorld> {
  const mediaOut = { maxBytes: 1000, maxCount: 10, types: ['image/png', 'audio/amr'] }
  const base = fakeCarrier('mms', [], { mediaOut, mediaIn: true, ...capabilities })
  const kept = new Map<string, Uint8Array | CarrierError>()
  const removed: string[] = []
  const mms: FakeCarrier = {
    ...base,
    media: {
      async fetch({ url }) {
        const found = kept.get(url)
        if (found instanceof CarrierError) throw found
        if (found === undefined)
          throw new CarrierError('not-found', 'The carrier has it not any more.')
        return found
      },
      async remove({ url }) {
        removed.push(url)
        kept.delete(url)
      },
    },
  }
  const world = botWorld({ ...options, carriers: [mms] })
  await world.store.lines.assign({ number: line, account: me, carrier: 'mms', label: 'Mine' })
  const given = (await world.store.lines.ofNumber(line))?.id

  async function room(): Promise<RoomId> {
    const portals = given === undefined ? [] : await world.store.portals.ofLine(given)
    const found = portals.find((portal) => portal.contact === contact)?.room
    if (found === undefined) throw new Error('There is no room')
    return found
  }

  return Object.assign(world, {
    mms,
    kept,
    removed,
    room,
    async receive(id: string, text: string, more: Partial<IncomingText> = {}) {
      const event = { kind: 'text', id, from: contact, to: line, text, media: [], ...more } as const
      await takeIn(world.store, 'mms', [event])
      await world.settle()
    },
    async said() {
      return world.homeserver
        .eventsOf(await room())
        .filter(({ type, sender }) => type === 'm.room.message' && world.homeserver.isOurs(sender))
    },
    async sendFile(content: object, bytes = new Uint8Array(10)) {
      const url = await world.homeserver.upload(
        { kind: 'account', userId: me },
        { bytes, type: 'image/png', name: 'a.png' },
      )
      const notices = await world.act(me, await room(), 'm.room.message', { url, ...content })
      return notices.map(({ body }) => body)
    },
  })
}

export function keptAt(url: string, type = 'image/png'): IncomingMedia {
  return { kind: 'kept', url, type, name: `${url}.png` }
}
