import { describe } from 'vitest'
import { inboxContract } from './store/inbox.ts'
import { labelsContract } from './store/labels.ts'
import { lanesContract } from './store/lanes.ts'
import { linesContract } from './store/lines.ts'
import { messagesContract } from './store/messages.ts'
import { portalsContract } from './store/portals.ts'
import { roomsContract } from './store/rooms.ts'
import type { OpenStore } from './store/world.ts'

/** What every store has to do, whatever it is made of. */
export function storeContract(name: string, open: OpenStore): void {
  describe(`${name}: inbox`, () => inboxContract(open))
  describe(`${name}: lanes`, () => lanesContract(open))
  describe(`${name}: messages`, () => messagesContract(open))
  describe(`${name}: lines`, () => linesContract(open))
  describe(`${name}: labels`, () => labelsContract(open))
  describe(`${name}: portals`, () => portalsContract(open))
  describe(`${name}: rooms, ghosts, dialogues, settings`, () => roomsContract(open))
}
