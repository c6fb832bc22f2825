import type { IncomingText } from './carrier.ts'
import type { MatrixEvent } from './matrix-event.ts'
import type { PortalKey } from './portal.ts'

/**
 * What is written in a room keeps the room's order, behind the invitation of whom it is for; who comes
 * and goes does not wait for a slow carrier.
 */
export function eventLane({
  room,
  stateKey,
  content = {},
}: Pick<MatrixEvent, 'room' | 'stateKey'> & Partial<Pick<MatrixEvent, 'content'>>): string {
  const isWritten = stateKey === undefined || content['membership'] === 'invite'
  return `${isWritten ? 'out' : 'room'} ${room}`
}

/** Texts keep their order within a chat. */
export function textLane({ to, from }: Pick<IncomingText, 'to' | 'from'>): string {
  return `in ${to} ${from}`
}

/** An attachment that is fetched later holds up no text. */
export function attachmentLane(portal: PortalKey): string {
  return `late ${portal}`
}

/** The inbox source of what Homeline itself leaves for later: known by the key of the entry it came from. */
export const ownSource = 'homeline'

/** The inbox source of a carrier's texts, which are known there by the carrier's IDs. */
export function carrierSource(carrier: string): string {
  return `carrier ${carrier}`
}

/** The inbox source of what homeserver transactions and reading forward bring. */
export const matrixSource = 'matrix'
