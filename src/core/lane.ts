import type { CarrierEvent } from './carrier.ts'
import type { MatrixEvent } from './matrix-event.ts'

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

/** Texts keep their order within a chat; each message's states stand alone. */
export function carrierLane(carrier: string, event: CarrierEvent): string {
  switch (event.kind) {
    case 'text':
      return `in ${event.to} ${event.from}`
    case 'receipt':
      return `state ${carrier} ${event.id}`
    default:
      return event satisfies never
  }
}

/** The ID of a carrier's event within its source: a text is known by its message, a receipt by message and state. */
export function carrierSourceId(event: CarrierEvent): string {
  return event.kind === 'text' ? event.id : `${event.id} ${event.state}`
}

/** The inbox source of a carrier's events. */
export function carrierSource(carrier: string): string {
  return `carrier ${carrier}`
}

/** The inbox source of what homeserver transactions and reading forward bring. */
export const matrixSource = 'matrix'
