import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import type { Contact } from '../../../src/core/contact.ts'
import type { Dialogues } from '../../../src/core/dialogues.ts'
import type { Ghosts } from '../../../src/core/ghosts.ts'
import type { EventId, RoomId, UserId } from '../../../src/core/ids.ts'
import type { Inbox, InboxEntry, NewEntry } from '../../../src/core/inbox.ts'
import type { Line } from '../../../src/core/line.ts'
import type { Lines } from '../../../src/core/lines.ts'
import type { Attempt, Messages } from '../../../src/core/message.ts'
import type { PhoneNumber } from '../../../src/core/phone.ts'
import type { PortalKey, Portals } from '../../../src/core/portal.ts'
import type { Rooms } from '../../../src/core/rooms.ts'
import type { Settings } from '../../../src/core/settings.ts'

/** Every port that a store implements. */
export interface Ports {
  readonly inbox: Inbox
  readonly messages: Messages
  readonly portals: Portals
  readonly lines: Lines
  readonly rooms: Rooms
  readonly ghosts: Ghosts
  readonly dialogues: Dialogues
  readonly settings: Settings
}

/** Opens the store that lives in a folder, or makes it. */
export type OpenStore = (
  folder: string,
  now: () => number,
) => Promise<Ports & { close(): Promise<void> }>

/** One store in a folder of its own, with a clock that stands still. */
export interface World extends AsyncDisposable {
  readonly store: Ports
  readonly folder: string
  now: number
  /** Closes and opens it again, as at a restart. */
  reopen(): Promise<void>
}

export async function createWorld(open: OpenStore): Promise<World> {
  const folder = mkdtempSync(path.join(tmpdir(), 'store '))
  let time = 1_000_000
  const now = () => time
  let store = await open(folder, now)
  return {
    folder,
    get store() {
      return store
    },
    get now() {
      return time
    },
    set now(to) {
      time = to
    },
    async reopen() {
      await store.close()
      store = await open(folder, now)
    },
    async [Symbol.asyncDispose]() {
      await store.close()
      rmSync(folder, { recursive: true })
    },
  }
}

export const ann = '@ann:one.example' as UserId
export const ben = '@ben:two.example' as UserId
export const home = '+15550100001' as PhoneNumber
export const work = '+15550100002' as PhoneNumber
export const ada = '+12025550123' as Contact
export const carrier = 'sim'

export const room = (name: string) => `!${name}:one.example` as RoomId
export const event = (name: string) => `$${name}` as EventId

/** A text that came from the phone network. */
export function textEntry(id: string, lane = 'in a', text = 'Hello'): NewEntry {
  const message = { kind: 'text', id, from: ada, to: home, text, media: [] } as const
  return { id, lane, payload: { kind: 'carrier', carrier, event: message } }
}

/** An event of a room. */
export function eventEntry(id: string, inRoom: RoomId): NewEntry {
  const content = { msgtype: 'm.text', body: 'Hi' }
  const frame = { id: event(id), room: inRoom, sender: ann, type: 'm.room.message', at: 1 }
  return { id, lane: `out ${inRoom}`, payload: { kind: 'matrix', event: { ...frame, content } } }
}

export function attempt(of: string, portal = 'p'): Attempt {
  return { portal: portal as PortalKey, event: event(of), carrier, segments: 1 }
}

/** Appends an entry of a lane of its own and takes it. */
export async function taken({ inbox }: Ports, id: string): Promise<InboxEntry> {
  await inbox.append('carrier sim', [textEntry(id, `lane ${id}`)])
  const entries = await inbox.take(1000)
  const entry = entries.find(({ sourceId }) => sourceId === id)
  if (entry === undefined) throw new Error(`${id} is not to be had`)
  return entry
}

/** Gives a number to an account. */
export async function line(
  { lines }: Ports,
  account: UserId,
  number = home,
  label = 'Line',
): Promise<Line> {
  const assigned = await lines.assign({ number, account, carrier, label })
  if (assigned === undefined) throw new Error(`${number} is held by somebody else`)
  return assigned
}
